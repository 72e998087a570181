package io.leakguard.autoconfigure.probe.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;
import io.r2dbc.h2.H2ConnectionConfiguration;
import io.r2dbc.h2.H2ConnectionFactory;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.pool.PoolMetricsRecorder;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link R2dbcPools}.
 */
class R2dbcPoolsTests {

	private static final int SIZE = 3;

	private static final String NAME = "r2dbc.pool.orders";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final ConnectionPoolsProbe probe = new ConnectionPoolsProbe("r2dbc.pool", "connection factory",
			Unit.CONNECTIONS, new R2dbcPools(this.beanFactory));

	private final Counts counts = Counts.of(this.probe);

	private final AtomicInteger resets = new AtomicInteger();

	private final List<Disposable> waiting = new ArrayList<>();

	private @Nullable ConnectionPool pool;

	@AfterEach
	void close() {
		this.probe.close();
		this.waiting.forEach(Disposable::dispose);
		if (this.pool != null) {
			this.pool.dispose();
		}
	}

	@Test
	void connectionsThatAreNeverClosedExhaustThePool() {
		open(SIZE, Duration.ofSeconds(-1));
		this.counts.scan();
		query();
		for (int i = 0; i < SIZE; i++) {
			this.pool.create().block();
		}
		waitForOne();
		scans(6);
		Population population = this.counts.population(NAME);
		assertThat(population.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
		assertThat(population.count()).isEqualTo(SIZE);
		assertThat(population.bound()).isEqualTo(SIZE);
		assertThat(population.facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
			assertThat(fact.culprit().type()).isEqualTo("connection factory `orders`");
			assertThat(fact.count()).isEqualTo(SIZE);
			assertThat(fact.detail()).startsWith("3 of 3 are out of the pool; nothing has come back for ")
				.endsWith("and 1 wait for it");
		});
	}

	@Test
	void whoWaitsForAShortTimeOnlyIsNoticedAsWell() {
		open(SIZE, Duration.ofSeconds(1));
		this.pool.warmup().block();
		this.counts.scan();
		for (int i = 0; i < SIZE; i++) {
			this.pool.create().block();
		}
		waitForOne();
		this.counts.scan();
		Awaitility.await().until(() -> this.pool.getMetrics().orElseThrow().pendingAcquireSize() == 0);
		scans(25);
		assertThat(this.counts.population(NAME).facts()).singleElement()
			.extracting(Fact::detail)
			.asString()
			.endsWith("there is none left, and some have waited for it");
	}

	@Test
	void connectionsThatAreClosedDoNot() {
		open(SIZE, Duration.ofSeconds(-1));
		for (int i = 0; i < 40; i++) {
			query();
			this.counts.scan();
			assertThat(this.counts.population(NAME).facts()).isEmpty();
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	/** At each look all are out and somebody waits, but each time others. */
	@Test
	void aPoolThatIsBusyIsHealthy() {
		open(1, Duration.ofSeconds(-1));
		Connection connection = this.pool.create().block();
		for (int i = 0; i < 30; i++) {
			List<Connection> next = new ArrayList<>();
			this.waiting.add(this.pool.create().subscribe(next::add));
			this.counts.scan();
			assertThat(this.counts.population(NAME).count()).isEqualTo(1);
			assertThat(this.counts.population(NAME).facts()).isEmpty();
			Mono.from(connection.close()).block();
			Awaitility.await().until(() -> !next.isEmpty());
			connection = next.get(0);
		}
		Mono.from(connection.close()).block();
	}

	@Test
	void whatIsTakenOutOfAPoolWithoutABoundIsNotClosed() {
		open(Integer.MAX_VALUE, Duration.ofSeconds(-1));
		query();
		this.counts.scan();
		for (int i = 0; i < 20; i++) {
			this.pool.create().block();
		}
		this.counts.scan();
		assertThat(this.counts.population(NAME).kind()).isEqualTo(Kind.NOT_CLOSED);
		assertThat(this.counts.population(NAME).count()).isEqualTo(20);
		assertThat(this.counts.population(NAME).bound()).isNull();
	}

	@Test
	void metricsGoOnAndTheRecorderIsGivenBack() {
		open(SIZE, Duration.ofSeconds(-1));
		query();
		int before = this.resets.get();
		this.counts.scan();
		query();
		assertThat(this.resets).hasValue(before + 1);
		this.probe.close();
		query();
		assertThat(this.resets).hasValue(before + 2);
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	@Test
	void aPoolThatIsDisposedIsGone() {
		open(SIZE, Duration.ofSeconds(-1));
		query();
		assertThat(this.counts.scan().has(NAME)).isTrue();
		this.pool.dispose();
		assertThat(this.counts.scan().has(NAME)).isFalse();
	}

	@Test
	void theProbeIsThereWithTheLibraryUnlessItIsSwitchedOff() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(R2dbcPoolProbeAutoConfiguration.class));
		runner.run((context) -> assertThat(context).hasBean("leakGuardR2dbcPoolsProbe"));
		runner.withPropertyValues("leakguard.probe.r2dbc-pool.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("leakGuardR2dbcPoolsProbe"));
		runner.withClassLoader(new FilteredClassLoader("io.r2dbc"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("leakGuardR2dbcPoolsProbe"));
	}

	private void open(int size, Duration acquire) {
		ConnectionPoolConfiguration.Builder configuration = ConnectionPoolConfiguration
			.builder(new H2ConnectionFactory(
					H2ConnectionConfiguration.builder().inMemory(getClass().getSimpleName()).build()))
			.metricsRecorder(new Resets(this.resets))
			.maxSize(size);
		if (!acquire.isNegative()) {
			configuration.maxAcquireTime(acquire).acquireRetry(0);
		}
		this.pool = new ConnectionPool(configuration.build());
		this.beanFactory.registerSingleton("orders", this.pool);
	}

	private void waitForOne() {
		this.waiting.add(this.pool.create().subscribe((connection) -> {
		}, (timeout) -> {
		}));
	}

	private void query() {
		Mono.usingWhen(this.pool.create(),
				(connection) -> Mono.from(connection.createStatement("select 1").execute())
					.flatMap((result) -> Mono.from(result.map((row, metadata) -> row.get(0)))),
				Connection::close)
			.block();
	}

	private void scans(int count) {
		for (int i = 0; i < count; i++) {
			this.counts.scan();
		}
	}

	/** The application's own recorder. */
	private record Resets(AtomicInteger count) implements PoolMetricsRecorder {

		@Override
		public void recordResetLatency(long millis) {
			this.count.incrementAndGet();
		}

		@Override
		public void recordAllocationSuccessAndLatency(long millis) {
		}

		@Override
		public void recordAllocationFailureAndLatency(long millis) {
		}

		@Override
		public void recordDestroyLatency(long millis) {
		}

		@Override
		public void recordRecycled() {
		}

		@Override
		public void recordLifetimeDuration(long millis) {
		}

		@Override
		public void recordIdleTime(long millis) {
		}

		@Override
		public void recordSlowPath() {
		}

		@Override
		public void recordFastPath() {
		}

	}

}
