package io.leakguard.autoconfigure.probe.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.autoconfigure.probe.RespServer;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CommonsPoolsProbe}.
 */
class CommonsPoolsProbeTests {

	private static final String NAME = "commons.pool.sessions";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Counts counts = Counts.of(new CommonsPoolsProbe(this.beanFactory));

	@Test
	void whatIsTakenFromAPoolAndNotGivenBackExhaustsIt() throws Exception {
		ExecutorService threads = Executors.newSingleThreadExecutor();
		try (GenericObjectPool<Object> pool = pool(3)) {
			this.beanFactory.registerSingleton("sessions", pool);
			for (int i = 0; i < 3; i++) {
				pool.borrowObject();
				this.counts.scan();
			}
			assertThat(this.counts.population(NAME).bound()).isEqualTo(3);
			threads.submit(() -> pool.borrowObject());
			await().until(() -> pool.getNumWaiters() == 1);
			scan(5);
			assertThat(this.counts.population(NAME).facts()).singleElement().satisfies((fact) -> {
				assertThat(fact.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
				assertThat(fact.culprit().type()).isEqualTo("pool `sessions`");
				assertThat(fact.detail()).startsWith("3 of 3 are out of the pool; nothing has come back for ");
			});
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aBusyPoolWithWaitersIsNotExhausted() throws Exception {
		ExecutorService threads = Executors.newSingleThreadExecutor();
		try (GenericObjectPool<Object> pool = pool(1)) {
			this.beanFactory.registerSingleton("sessions", pool);
			for (int i = 0; i < 20; i++) {
				Object borrowed = pool.borrowObject();
				threads.submit(() -> {
					Object waited = pool.borrowObject();
					pool.returnObject(waited);
					return null;
				});
				await().until(() -> pool.getNumWaiters() == 1);
				this.counts.scan();
				assertThat(this.counts.population(NAME).facts()).isEmpty();
				pool.returnObject(borrowed);
				await().until(() -> pool.getNumActive() == 0);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aPoolWithoutABoundCountsWhatIsNotGivenBack() throws Exception {
		try (GenericObjectPool<Object> pool = pool(-1)) {
			this.beanFactory.registerSingleton("sessions", pool);
			for (int i = 0; i < 30; i++) {
				pool.borrowObject();
				pool.returnObject(pool.borrowObject());
				this.counts.scan();
			}
			assertThat(this.counts.population(NAME)).satisfies((population) -> {
				assertThat(population.kind()).isEqualTo(Kind.NOT_CLOSED);
				assertThat(population.bound()).isNull();
				assertThat(population.count()).isEqualTo(30);
				assertThat(population.ended()).isEqualTo(30);
			});
		}
	}

	@Test
	void aPoolThatIsNoBeanIsFoundAndHasTheSiteThatMadeIt() throws Exception {
		JedisPoolConfig config = new JedisPoolConfig();
		config.setMaxTotal(2);
		config.setMaxWait(Duration.ofMillis(10));
		List<Jedis> kept = new ArrayList<>();
		try (RespServer server = new RespServer(); JedisPool pool = new JedisPool(config, "localhost", server.port())) {
			String name = "commons.pool." + pool.getJmxName().getKeyProperty("name");
			kept.add(pool.getResource());
			pool.getResource().close();
			this.counts.scan();
			pool.getResource().close();
			this.counts.scan();
			kept.add(pool.getResource());
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(pool::getResource)
				.withCauseInstanceOf(NoSuchElementException.class);
			scan(40);
			Fact fact = this.counts.population(name).facts().get(0);
			assertThat(fact.kind()).isEqualTo(Kind.HELD_TOO_LONG);
			assertThat(fact.limit()).as("nobody waits").isNull();
			assertThat(fact.culprit().type()).contains("Jedis");
			assertThat(fact.culprit().site()).contains("CommonsPoolsProbeTests.aPoolThatIsNoBean");
			kept.forEach(Jedis::close);
			assertThat(this.counts.scan().population(name).facts()).isEmpty();
			assertThat(this.counts.population(name).count()).isZero();
		}
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollInterval(Duration.ofMillis(1));
	}

	private void scan(int times) {
		for (int i = 0; i < times; i++) {
			this.counts.scan();
		}
	}

	private static GenericObjectPool<Object> pool(int max) {
		GenericObjectPoolConfig<Object> config = new GenericObjectPoolConfig<>();
		config.setMaxTotal(max);
		return new GenericObjectPool<>(new SessionFactory(), config);
	}

	static class SessionFactory extends BasePooledObjectFactory<Object> {

		@Override
		public Object create() {
			return new Object();
		}

		@Override
		public PooledObject<Object> wrap(Object session) {
			return new DefaultPooledObject<>(session);
		}

	}

}
