package io.leakguard.autoconfigure.probe.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import com.zaxxer.hikari.pool.HikariPool;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HikariPoolsProbe}.
 */
class HikariPoolsProbeTests {

	private static final int SIZE = 10;

	private final HikariDataSource dataSource = new HikariDataSource();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	/** As if a scan were seldom, so that nothing is overdue but by the count of looks. */
	private final HikariPoolsProbe probe = new HikariPoolsProbe(this.beanFactory, Duration.ofMillis(100), true);

	private final Counts counts = Counts.of(this.probe);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@BeforeEach
	void open() throws SQLException {
		this.dataSource.setJdbcUrl("jdbc:h2:mem:" + getClass().getSimpleName());
		this.dataSource.setPoolName("main");
		this.dataSource.setMaximumPoolSize(SIZE);
		this.beanFactory.registerSingleton("dataSource", this.dataSource);
		this.dataSource.getConnection().close();
		new JdbcTemplate(this.dataSource).execute("create table if not exists t (v varchar(10))");
		this.counts.scan();
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.probe.close();
		this.dataSource.close();
	}

	@Test
	void connectionsThatAreNotGivenBackAreNamedWithTheMethodThatBorrowedThem() throws Exception {
		for (int i = 0; i < 9; i++) {
			forget();
			this.counts.scan();
		}
		TimeUnit.MILLISECONDS.sleep(120);
		scans(10);
		Population held = this.counts.population("hikari.main.held");
		assertThat(held.count()).isEqualTo(9);
		assertThat(held.kind()).isEqualTo(Kind.HELD_TOO_LONG);
		assertThat(held.limit()).isEqualTo(SIZE);
		assertThat(held.facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.HELD_TOO_LONG);
			assertThat(fact.culprit().site()).contains(getClass().getSimpleName() + ".forget(");
			assertThat(fact.count()).isGreaterThanOrEqualTo(3);
		});
	}

	@Test
	void statementsOfAConnectionThatIsKeptAreCounted() throws Exception {
		try (Connection connection = borrow()) {
			for (int i = 0; i < 7; i++) {
				connection.prepareStatement("select 1").executeQuery().next();
			}
			try (PreparedStatement closed = connection.prepareStatement("select 2")) {
				closed.executeQuery().next();
			}
			Population statements = this.counts.scan().population("hikari.main.statements");
			assertThat(statements.count()).isEqualTo(7);
			assertThat(statements.kind()).isEqualTo(Kind.NOT_CLOSED);
			assertThat(statements.culprit().type()).isEqualTo("java.sql.Statement of pool main");
		}
		assertThat(this.counts.scan().population("hikari.main.statements").count()).isZero();
	}

	@Test
	void aStreamThatIsNotClosedIsNamedWithTheMethodThatAskedForIt() throws Exception {
		for (int i = 0; i < 9; i++) {
			firstOfStream();
			this.counts.scan();
		}
		TimeUnit.MILLISECONDS.sleep(120);
		scans(5);
		assertThat(this.counts.population("hikari.main.held").facts()).singleElement()
			.extracting((fact) -> fact.culprit().site())
			.asString()
			.contains("firstOfStream(");
	}

	@Test
	void aPoolThatIsExhaustedIsAFactThatBecomesExact() throws Exception {
		for (int i = 0; i < SIZE; i++) {
			forget();
		}
		HikariPool pool = (HikariPool) this.dataSource.getHikariPoolMXBean();
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> pool.getConnection(250));
		scans(3);
		assertThat(exhausted()).singleElement().satisfies((fact) -> {
			assertThat(fact.exact()).isFalse();
			assertThat(fact.culprit().site()).contains("forget(");
			assertThat(fact.detail()).startsWith("all 10 connections are out");
		});
		scans(30);
		assertThat(exhausted()).singleElement().extracting(Fact::exact).isEqualTo(true);
	}

	@Test
	void aPoolAtItsPeakThatGivesEverythingBackIsHealthy() throws Exception {
		for (int round = 0; round < 5; round++) {
			CountDownLatch borrowed = new CountDownLatch(SIZE);
			CountDownLatch release = new CountDownLatch(1);
			List<Future<?>> tasks = new ArrayList<>();
			for (int i = 0; i < SIZE; i++) {
				tasks.add(this.threads.submit(() -> {
					try (Connection connection = this.dataSource.getConnection()) {
						borrowed.countDown();
						release.await();
					}
					return null;
				}));
			}
			assertThat(borrowed.await(5, TimeUnit.SECONDS)).isTrue();
			TimeUnit.MILLISECONDS.sleep(120);
			scans(6);
			assertThat(this.counts.population("hikari.main").count()).isEqualTo(SIZE);
			assertThat(exhausted()).isEmpty();
			assertThat(this.counts.population("hikari.main.held").facts()).isEmpty();
			release.countDown();
			for (Future<?> task : tasks) {
				task.get();
			}
		}
		this.counts.scan();
		assertThat(this.counts.population("hikari.main").count()).isZero();
		assertThat(this.counts.population("hikari.main.held").count()).isZero();
	}

	@Test
	void theOnlyConnectionOfAPoolThatIsThereForItMayBeKept() throws Exception {
		try (HikariDataSource dedicated = dedicated();
				HikariPoolsProbe probe = new HikariPoolsProbe(factory(dedicated), Duration.ofMillis(100), true)) {
			Counts counts = Counts.of(probe).scan();
			Connection kept = keep(dedicated);
			TimeUnit.MILLISECONDS.sleep(120);
			for (int i = 0; i < 30; i++) {
				counts.scan();
			}
			assertThat(counts.population("hikari.dedicated").facts()).isEmpty();
			assertThat(counts.population("hikari.dedicated.held").facts()).isEmpty();
			kept.close();
		}
	}

	@Test
	void theOnlyConnectionOfAPoolIsHeldTooLongOnceSomebodyHasMissedIt() throws Exception {
		try (HikariDataSource dedicated = dedicated();
				HikariPoolsProbe probe = new HikariPoolsProbe(factory(dedicated), Duration.ofMillis(100), true)) {
			Counts counts = Counts.of(probe).scan();
			Connection kept = keep(dedicated);
			counts.scan();
			HikariPool pool = (HikariPool) dedicated.getHikariPoolMXBean();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> pool.getConnection(250));
			for (int i = 0; i < 5; i++) {
				counts.scan();
			}
			assertThat(counts.population("hikari.dedicated.held").facts()).singleElement()
				.extracting((fact) -> fact.culprit().site())
				.asString()
				.contains("keep(");
			kept.close();
			assertThat(counts.scan().population("hikari.dedicated.held").facts()).isEmpty();
		}
	}

	@Test
	void connectionsThatComeBackLateAreNoLongerHeld() throws Exception {
		List<Connection> late = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			late.add(borrow());
		}
		TimeUnit.MILLISECONDS.sleep(120);
		scans(5);
		assertThat(this.counts.population("hikari.main.held").facts()).isNotEmpty();
		for (Connection connection : late) {
			connection.close();
		}
		this.counts.scan();
		assertThat(this.counts.population("hikari.main.held").facts()).isEmpty();
		assertThat(this.counts.population("hikari.main.held").count()).isZero();
	}

	@Test
	void aSteadyLeakIsAGroupWhoseOldestNeverLeave() throws Exception {
		for (int i = 0; i < 4; i++) {
			this.dataSource.getConnection().close();
		}
		for (int i = 0; i < 9; i++) {
			forget();
			scans(4);
		}
		scans(12);
		assertThat(this.counts.population("hikari.main.held").groups())
			.allSatisfy((group) -> assertThat(group.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE))
			.first()
			.satisfies((group) -> {
				assertThat(group.culprit().site()).contains("forget(");
				assertThat(group.count()).isGreaterThanOrEqualTo(5);
			});
	}

	@Test
	void aPoolBehindASpringProxyIsFound() {
		DefaultListableBeanFactory other = new DefaultListableBeanFactory();
		other.registerSingleton("dataSource", new LazyConnectionDataSourceProxy(this.dataSource));
		HikariPoolsProbe probe = new HikariPoolsProbe(other, Duration.ofMinutes(1), true);
		assertThat(Counts.of(probe).scan().has("hikari.main")).isTrue();
		probe.close();
	}

	@Test
	void metricsGoOnAndTheTrackerIsGivenBack() throws Exception {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		try (HikariDataSource measured = new HikariDataSource()) {
			measured.setJdbcUrl("jdbc:h2:mem:measured");
			measured.setPoolName("measured");
			measured.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
			DefaultListableBeanFactory other = new DefaultListableBeanFactory();
			other.registerSingleton("measured", measured);
			HikariPoolsProbe probe = new HikariPoolsProbe(other, Duration.ofMinutes(1), true);
			measured.getConnection().close();
			Counts.of(probe).scan();
			measured.getConnection().close();
			assertThat(registry.get("hikaricp.connections.acquire").timer().count()).isEqualTo(2);
			assertThat(trackerOf(measured)).isInstanceOf(BorrowLog.class);
			probe.close();
			assertThat(trackerOf(measured)).isNotInstanceOf(BorrowLog.class);
			measured.getConnection().close();
			assertThat(registry.get("hikaricp.connections.acquire").timer().count()).isEqualTo(3);
		}
	}

	@Test
	void aPoolThatHasNotStartedIsLeftAlone() {
		try (HikariDataSource idle = new HikariDataSource()) {
			DefaultListableBeanFactory other = new DefaultListableBeanFactory();
			other.registerSingleton("idle", idle);
			assertThat(Counts.of(new HikariPoolsProbe(other, Duration.ofMinutes(1), true)).scan().has("hikari.idle"))
				.isFalse();
			assertThat(idle.isRunning()).isFalse();
		}
	}

	@Test
	void aRouterWithoutATableOfItsTargetsHidesNoOtherPool() {
		this.beanFactory.registerSingleton("router", new AbstractRoutingDataSource() {

			@Override
			public void afterPropertiesSet() {
				// each tenant's is opened when it is first used
			}

			@Override
			protected DataSource determineTargetDataSource() {
				return HikariPoolsProbeTests.this.dataSource;
			}

			@Override
			protected @Nullable Object determineCurrentLookupKey() {
				return null;
			}

		});
		Counts all = Counts.of(new HikariPoolsProbe(this.beanFactory, Duration.ofMillis(100), true));
		assertThat(all.scan().names()).contains("hikari.main");
	}

	@Test
	void theTargetsOfARouterAreFound() throws SQLException {
		try (HikariDataSource target = new HikariDataSource()) {
			target.setJdbcUrl(this.dataSource.getJdbcUrl());
			target.setPoolName("tenant");
			target.getConnection().close();
			AbstractRoutingDataSource router = new AbstractRoutingDataSource() {

				@Override
				protected Object determineCurrentLookupKey() {
					return "tenant";
				}

			};
			router.setTargetDataSources(Map.of("tenant", target));
			router.afterPropertiesSet();
			this.beanFactory.registerSingleton("router", router);
			Counts all = Counts.of(new HikariPoolsProbe(this.beanFactory, Duration.ofMillis(100), true));
			assertThat(all.scan().names()).contains("hikari.main", "hikari.tenant");
		}
	}

	private void scans(int count) {
		for (int i = 0; i < count; i++) {
			this.counts.scan();
		}
	}

	private List<Fact> exhausted() {
		return this.counts.population("hikari.main").facts();
	}

	private void forget() throws SQLException {
		this.dataSource.getConnection().createStatement().executeQuery("select 1");
	}

	private static HikariDataSource dedicated() throws SQLException {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:mem:dedicated");
		dataSource.setPoolName("dedicated");
		dataSource.setMaximumPoolSize(1);
		dataSource.getConnection().close();
		return dataSource;
	}

	private static DefaultListableBeanFactory factory(HikariDataSource dataSource) {
		DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
		factory.registerSingleton("dataSource", dataSource);
		return factory;
	}

	private static Connection keep(HikariDataSource dataSource) throws SQLException {
		return dataSource.getConnection();
	}

	private Connection borrow() throws SQLException {
		return this.dataSource.getConnection();
	}

	private void firstOfStream() {
		new JdbcTemplate(this.dataSource).queryForStream("select 1", (rs, row) -> rs.getString(1)).findFirst();
	}

	private static IMetricsTracker trackerOf(HikariDataSource dataSource) {
		Object pool = dataSource.getHikariPoolMXBean();
		Object delegate = PrivateField.of(pool.getClass(), "metricsTracker").get(pool);
		return (IMetricsTracker) PrivateField.of(delegate.getClass(), "tracker").get(delegate);
	}

}
