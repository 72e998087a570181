package io.leakguard.autoconfigure.probe.guava;

import java.time.Duration;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.eventbus.EventBus;
import com.google.common.eventbus.Subscribe;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventBusProbe} and {@link GuavaCachesProbe}.
 */
class GuavaProbesTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@Test
	void subscribersThatAreNotUnregisteredAreCountedByTheirClass() {
		EventBus bus = new EventBus();
		this.beanFactory.registerSingleton("bus", bus);
		Counts counts = Counts.of(new EventBusProbe(this.beanFactory));
		for (int i = 0; i < 30; i++) {
			bus.register(new Session());
			counts.scan();
		}
		assertThat(counts.count("guava.eventBus.bus", Session.class.getName())).isEqualTo(30);
		assertThat(counts.saysOldestNeverLeave("guava.eventBus.bus", Session.class.getName())).isTrue();
		assertThat(counts.population("guava.eventBus.bus").kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void subscribersThatAreUnregisteredAreNot() {
		EventBus bus = new EventBus();
		this.beanFactory.registerSingleton("bus", bus);
		Counts counts = Counts.of(new EventBusProbe(this.beanFactory));
		for (int i = 0; i < 30; i++) {
			Session session = new Session();
			bus.register(session);
			counts.scan();
			bus.unregister(session);
		}
		assertThat(counts.scan().population("guava.eventBus.bus").count()).isZero();
	}

	@Test
	void aBusInAFieldOfABeanIsFound() {
		this.beanFactory.registerSingleton("holder", new Holder());
		Counts counts = Counts.of(new EventBusProbe(this.beanFactory)).scan();
		assertThat(counts.has("guava.eventBus." + Holder.class.getName() + ".events")).isTrue();
	}

	@Test
	void aCacheIsCountedWithItsBound() {
		Cache<Integer, Integer> bounded = CacheBuilder.newBuilder().maximumSize(50).build();
		Cache<Integer, Integer> unbounded = CacheBuilder.newBuilder().build();
		Cache<Integer, Integer> weighed = CacheBuilder.newBuilder()
			.maximumWeight(50)
			.weigher((key, value) -> 2)
			.build();
		this.beanFactory.registerSingleton("bounded", bounded);
		this.beanFactory.registerSingleton("unbounded", unbounded);
		this.beanFactory.registerSingleton("weighed", weighed);
		Counts counts = Counts.of(new GuavaCachesProbe(this.beanFactory));
		for (int i = 0; i < 100; i++) {
			bounded.put(i, i);
			unbounded.put(i, i);
			weighed.put(i, i);
			counts.scan();
		}
		Population population = counts.population("cache.guava.unbounded");
		assertThat(population.count()).isEqualTo(100);
		assertThat(population.bound()).isNull();
		assertThat(population.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
		assertThat(counts.population("cache.guava.bounded").bound()).isEqualTo(50);
		assertThat(counts.population("cache.guava.weighed").isTrended()).isFalse();
	}

	@Test
	void aCacheWhoseEntriesExpireTellsAfterWhatTime() {
		Cache<Integer, Integer> written = CacheBuilder.newBuilder().expireAfterWrite(Duration.ofMinutes(5)).build();
		Cache<Integer, Integer> read = CacheBuilder.newBuilder().expireAfterAccess(Duration.ofMinutes(7)).build();
		this.beanFactory.registerSingleton("written", written);
		this.beanFactory.registerSingleton("read", read);
		Counts counts = Counts.of(new GuavaCachesProbe(this.beanFactory)).scan();
		assertThat(counts.population("cache.guava.written").lifetime()).isEqualTo(Duration.ofMinutes(5));
		assertThat(counts.population("cache.guava.read").lifetime()).isEqualTo(Duration.ofMinutes(7));
	}

	@Test
	void aLargeCacheTellsAfterWhatTimeItsEntriesExpireAndWhetherTheyLeave() {
		Cache<Integer, Integer> cache = CacheBuilder.newBuilder().expireAfterWrite(Duration.ofMinutes(5)).build();
		this.beanFactory.registerSingleton("large", cache);
		Counts counts = Counts.of(new GuavaCachesProbe(this.beanFactory));
		for (int i = 0; i < 50; i++) {
			for (int key = 0; key < 200; key++) {
				cache.put(i * 200 + key, key);
			}
			Population population = counts.scan().population("cache.guava.large");
			assertThat(population.lifetime()).isEqualTo(Duration.ofMinutes(5));
		}
		Population large = counts.population("cache.guava.large");
		assertThat(large.count()).isEqualTo(10_000);
		assertThat(large.added()).isGreaterThan(6000);
		assertThat(large.ended()).isZero();
		assertThat(large.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	void aLargeCacheWhoseEntriesLeaveTellsSo() {
		Cache<Integer, Integer> cache = CacheBuilder.newBuilder().build();
		this.beanFactory.registerSingleton("large", cache);
		Counts counts = Counts.of(new GuavaCachesProbe(this.beanFactory));
		for (int i = 0; i < 50; i++) {
			for (int key = 0; key < 1000; key++) {
				cache.put(i * 1000 + key, key);
				cache.invalidate((i - 5) * 1000 + key);
			}
			counts.scan();
		}
		Population large = counts.population("cache.guava.large");
		assertThat(large.count()).isEqualTo(5000);
		assertThat(large.ended()).isGreaterThan(10_000);
		assertThat(large.signs()).isEmpty();
	}

	static class Holder {

		private final EventBus events = new EventBus();

	}

	static class Session {

		@Subscribe
		void on(String event) {
		}

	}

}
