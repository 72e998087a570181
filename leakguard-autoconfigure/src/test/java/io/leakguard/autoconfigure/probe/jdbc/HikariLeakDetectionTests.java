package io.leakguard.autoconfigure.probe.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.Attention;
import io.leakguard.population.Group;
import io.leakguard.population.Population;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HikariPoolsProbe} with HikariCP's own leak detection.
 */
class HikariLeakDetectionTests {

	private static final String HOUSEKEEPING = "com.zaxxer.hikari.housekeeping.periodMs";

	private static final int SIZE = 10;

	/** The shortest that HikariCP takes. */
	private static final long THRESHOLD = 2000;

	private static final Attention SUSPECTED = new Attention(Map.of("hikari.main", Set.of("")));

	private final HikariDataSource dataSource = new HikariDataSource();

	private final List<Connection> kept = new ArrayList<>();

	private Duration heldAfter = Duration.ofMillis(100);

	private @Nullable HikariPoolsProbe probe;

	private @Nullable Counts counts;

	@BeforeEach
	void open() {
		this.dataSource.setJdbcUrl("jdbc:h2:mem:" + getClass().getSimpleName());
		this.dataSource.setPoolName("main");
		this.dataSource.setMaximumPoolSize(SIZE);
	}

	@AfterEach
	void close() {
		if (this.probe != null) {
			this.probe.close();
		}
		this.dataSource.close();
	}

	@Test
	void theThresholdIsRaisedUnderSuspicionOnlyAndPutBackAfterThat() throws SQLException {
		watch(true);
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
		this.counts.attention(SUSPECTED).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(THRESHOLD);
		this.counts.scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(THRESHOLD);
		this.counts.attention(Attention.NONE).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
		this.counts.attention(new Attention(Map.of("hikari.main.held", Set.of("site")))).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(THRESHOLD);
		this.probe.close();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
	}

	@Test
	void theThresholdIsPutBackWhenCountingFailsBecauseThatMayBeTheLastTime() throws SQLException {
		this.dataSource.getConnection().close();
		AtomicBoolean broken = new AtomicBoolean();
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("dataSource", new DelegatingDataSource(this.dataSource) {

			@Override
			public @Nullable DataSource getTargetDataSource() {
				if (broken.get()) {
					throw new IllegalStateException("no target");
				}
				return super.getTargetDataSource();
			}

		});
		this.probe = new HikariPoolsProbe(beanFactory, this.heldAfter, true);
		Counts counts = Counts.of(this.probe).attention(SUSPECTED).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(THRESHOLD);
		broken.set(true);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(counts::scan);
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
		broken.set(false);
		counts.scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(THRESHOLD);
	}

	@Test
	void suspicionOfAnotherPoolRaisesNothing() throws SQLException {
		watch(true);
		this.counts.attention(new Attention(Map.of("hikari.main2", Set.of("")))).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
	}

	@Test
	void aThresholdOfTheOperatorIsLeftAlone() throws SQLException {
		this.dataSource.setLeakDetectionThreshold(60_000);
		watch(true);
		this.counts.attention(SUSPECTED).scan();
		this.counts.attention(Attention.NONE).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(60_000);
		this.probe.close();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(60_000);
	}

	@Test
	void aThresholdThatTheOperatorSetsMeanwhileIsLeftAlone() throws SQLException {
		watch(true);
		this.counts.attention(SUSPECTED).scan();
		this.dataSource.setLeakDetectionThreshold(60_000);
		this.counts.scan();
		this.counts.attention(Attention.NONE).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(60_000);
		this.dataSource.setLeakDetectionThreshold(0);
		this.counts.attention(SUSPECTED).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
	}

	@Test
	void switchedOffNothingIsRaisedAndNobodyListens() throws SQLException {
		Set<Object> before = listeners();
		watch(false);
		this.counts.attention(SUSPECTED).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
		assertThat(listeners()).isEqualTo(before);
	}

	@Test
	void aPoolWhoseReportsCannotBeToldFromThoseOfOthersIsLeftAlone() throws SQLException {
		this.dataSource.setThreadFactory(Thread::new);
		watch(true);
		this.counts.attention(SUSPECTED).scan();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
	}

	@Test
	void whatHikariReportsUnderSuspicionIsInTheReason() throws SQLException {
		watch(true);
		this.counts.attention(SUSPECTED).scan();
		awaitHousekeeping(THRESHOLD);
		for (int i = 0; i < SIZE; i++) {
			forget();
		}
		HikariPool pool = (HikariPool) this.dataSource.getHikariPoolMXBean();
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> pool.getConnection(250));
		Awaitility.await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
			this.counts.scan();
			assertThat(this.counts.population("hikari.main").facts()).singleElement().satisfies((fact) -> {
				assertThat(fact.culprit().site()).contains(getClass().getSimpleName() + ".forget(");
				assertThat(fact.detail()).startsWith("all 10 connections are out")
					.endsWith("; HikariCP's own leak detection reports 10 of them");
			});
		});
		assertThat(held().facts()).singleElement()
			.extracting((fact) -> fact.detail())
			.asString()
			.contains("HikariCP's own leak detection reports 10 of them");
		giveBack();
		this.counts.attention(Attention.NONE).scan();
		assertThat(held().facts()).isEmpty();
		assertThat(this.counts.population("hikari.main").facts()).isEmpty();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
		awaitHousekeeping(0);
	}

	@Test
	void connectionsThatAreGivenBackAreNotReported() throws SQLException {
		// a loaded machine takes longer for ten of them than other tests call too long
		this.heldAfter = Duration.ofMinutes(1);
		watch(true);
		this.counts.attention(SUSPECTED).scan();
		awaitHousekeeping(THRESHOLD);
		long end = System.nanoTime() + Duration.ofMillis(THRESHOLD + 500).toNanos();
		Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
			for (int i = 0; i < SIZE; i++) {
				forget();
			}
			this.counts.scan();
			assertThat(this.counts.population("hikari.main").facts()).isEmpty();
			assertThat(held().facts()).isEmpty();
			giveBack();
			return System.nanoTime() > end;
		});
		this.counts.attention(Attention.NONE).scan();
		assertThat(held().count()).isZero();
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
	}

	@Test
	void withAThresholdOfTheOperatorTheSiteIsKnownBeforeAnythingIsSuspected() throws SQLException {
		this.dataSource.setLeakDetectionThreshold(THRESHOLD);
		watch(true);
		// fewer than half of the pool: nobody but HikariCP takes a stack
		for (int i = 0; i < 2; i++) {
			forget();
		}
		Awaitility.await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
			this.counts.scan();
			assertThat(sites("main")).singleElement().asString().contains(getClass().getSimpleName() + ".forget(");
			assertThat(held().count()).isEqualTo(2);
		});
		giveBack();
		this.counts.scan();
		assertThat(held().count()).isZero();
		// the same connections, borrowed elsewhere: what was reported of them is
		// withdrawn
		try (Connection first = this.dataSource.getConnection(); Connection second = this.dataSource.getConnection()) {
			for (int i = 0; i < 30; i++) {
				this.counts.scan();
			}
			assertThat(sites("main")).noneMatch((site) -> site.contains("forget("));
		}
	}

	@Test
	void whatIsReportedOfOnePoolIsNotTakenForAnother() throws SQLException {
		this.dataSource.setLeakDetectionThreshold(THRESHOLD);
		try (HikariDataSource other = new HikariDataSource()) {
			other.setJdbcUrl("jdbc:h2:mem:other");
			other.setPoolName("other");
			other.setLeakDetectionThreshold(THRESHOLD);
			watch(true, other);
			Connection elsewhere = elsewhere(other);
			forget();
			Awaitility.await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
				this.counts.scan();
				assertThat(sites("main")).singleElement().asString().contains("forget(");
				assertThat(sites("other")).singleElement().asString().contains("elsewhere(");
			});
			elsewhere.close();
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void listeningGoesOnAfterLoggingWasSetUpAnewAndEndsWithTheProbe() throws SQLException {
		Set<Object> before = listeners();
		watch(true);
		Set<Object> added = listeners();
		added.removeAll(before);
		assertThat(added).hasSize(1);
		Appender<ILoggingEvent> listener = (Appender<ILoggingEvent>) added.iterator().next();
		logger().detachAppender(listener);
		listener.stop();
		this.counts.scan();
		assertThat(logger().isAttached(listener)).isTrue();
		assertThat(listener.isStarted()).isTrue();
		this.probe.close();
		assertThat(logger().isAttached(listener)).isFalse();
	}

	@Test
	void itCanBeSwitchedOffByAProperty() throws SQLException {
		this.dataSource.getConnection().close();
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HikariProbeAutoConfiguration.class))
			.withBean("dataSource", HikariDataSource.class, () -> this.dataSource,
					(bean) -> bean.setDestroyMethodName(""));
		runner.run((context) -> {
			Counts.of(context.getBean(HikariPoolsProbe.class)).attention(SUSPECTED).scan();
			assertThat(this.dataSource.getLeakDetectionThreshold()).isEqualTo(THRESHOLD);
		});
		assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
		runner.withPropertyValues("leakguard.probe.hikari.leak-detection.enabled=false").run((context) -> {
			Counts.of(context.getBean(HikariPoolsProbe.class)).attention(SUSPECTED).scan();
			assertThat(this.dataSource.getLeakDetectionThreshold()).isZero();
		});
	}

	private void watch(boolean detection, HikariDataSource... others) throws SQLException {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("dataSource", this.dataSource);
		String before = System.getProperty(HOUSEKEEPING);
		System.setProperty(HOUSEKEEPING, "100");
		try {
			this.dataSource.getConnection().close();
			for (HikariDataSource other : others) {
				other.getConnection().close();
				beanFactory.registerSingleton(other.getPoolName(), other);
			}
		}
		finally {
			if (before != null) {
				System.setProperty(HOUSEKEEPING, before);
			}
			else {
				System.clearProperty(HOUSEKEEPING);
			}
		}
		this.probe = new HikariPoolsProbe(beanFactory, this.heldAfter, detection);
		this.counts = Counts.of(this.probe).scan();
	}

	private void forget() throws SQLException {
		this.kept.add(this.dataSource.getConnection());
	}

	private static Connection elsewhere(HikariDataSource dataSource) throws SQLException {
		return dataSource.getConnection();
	}

	private void giveBack() throws SQLException {
		for (Connection connection : this.kept) {
			connection.close();
		}
		this.kept.clear();
	}

	private Population held() {
		return this.counts.population("hikari.main.held");
	}

	private List<String> sites(String pool) {
		return this.counts.population("hikari." + pool + ".held").groups().stream().map(Group::key).toList();
	}

	/** Wait until the pool has taken the threshold over. */
	private void awaitHousekeeping(long threshold) {
		Object pool = this.dataSource.getHikariPoolMXBean();
		Object factory = PrivateField.of(HikariPool.class, "leakTaskFactory").get(pool);
		PrivateField field = PrivateField.of(factory.getClass(), "leakDetectionThreshold");
		Awaitility.await().until(() -> Long.valueOf(threshold).equals(field.get(factory)));
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(LeakReports.LOGGER);
	}

	private static Set<Object> listeners() {
		Set<Object> appenders = Collections.newSetFromMap(new IdentityHashMap<>());
		logger().iteratorForAppenders().forEachRemaining(appenders::add);
		return appenders;
	}

}
