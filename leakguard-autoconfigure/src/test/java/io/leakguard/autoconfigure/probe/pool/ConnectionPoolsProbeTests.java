package io.leakguard.autoconfigure.probe.pool;

import java.sql.Connection;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ConnectionPoolsProbe}.
 */
class ConnectionPoolsProbeTests {

	private static final String URL = "jdbc:h2:mem:pools";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	static Stream<Arguments> pools() {
		return Stream.of(
				arguments("dbcp.orders", dbcp(),
						probe((beans) -> new ConnectionPoolsProbe("dbcp", "data source", Unit.CONNECTIONS,
								new DbcpPools(beans)))),
				arguments("tomcat.jdbc.orders", tomcat(), probe((beans) -> new ConnectionPoolsProbe("tomcat.jdbc",
						"data source", Unit.CONNECTIONS, new TomcatPools(beans)))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("pools")
	void connectionsThatDoNotComeBackAreNoticed(String name, DataSource source,
			Function<BeanFactory, ConnectionPoolsProbe> probe) throws Exception {
		Counts counts = counts(source, probe);
		assertThat(counts.scan().names()).as("asking makes no pool").isEmpty();
		source.getConnection();
		for (int i = 0; i < 2; i++) {
			source.getConnection().close();
			counts.scan();
		}
		source.getConnection();
		assertThatException().isThrownBy(source::getConnection);
		for (int i = 0; i < 40; i++) {
			counts.scan();
		}
		assertThat(counts.population(name).kind()).isEqualTo(Kind.POOL_EXHAUSTED);
		assertThat(counts.population(name).count()).isEqualTo(2);
		assertThat(counts.population(name).facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.HELD_TOO_LONG);
			assertThat(fact.culprit().type()).isEqualTo("data source `orders`");
		});
		close(source);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("pools")
	void connectionsThatComeBackAreNot(String name, DataSource source,
			Function<BeanFactory, ConnectionPoolsProbe> probe) throws Exception {
		Counts counts = counts(source, probe);
		for (int i = 0; i < 40; i++) {
			try (Connection one = source.getConnection(); Connection other = source.getConnection()) {
				counts.scan();
			}
			assertThat(counts.population(name).facts()).isEmpty();
		}
		assertThat(counts.scan().population(name).count()).isZero();
		close(source);
	}

	private Counts counts(DataSource source, Function<BeanFactory, ConnectionPoolsProbe> probe) {
		this.beanFactory.registerSingleton("orders", source);
		return Counts.of(probe.apply(this.beanFactory));
	}

	private static void close(DataSource source) throws Exception {
		if (source instanceof org.apache.tomcat.jdbc.pool.DataSource tomcat) {
			tomcat.close(true);
		}
		else {
			((AutoCloseable) source).close();
		}
	}

	private static Function<BeanFactory, ConnectionPoolsProbe> probe(
			Function<BeanFactory, ConnectionPoolsProbe> probe) {
		return probe;
	}

	private static DataSource dbcp() {
		BasicDataSource source = new BasicDataSource();
		source.setUrl(URL);
		source.setMaxTotal(2);
		source.setMaxWait(Duration.ofMillis(10));
		return source;
	}

	private static DataSource tomcat() {
		org.apache.tomcat.jdbc.pool.DataSource source = new org.apache.tomcat.jdbc.pool.DataSource();
		source.setDriverClassName("org.h2.Driver");
		source.setUrl(URL);
		source.setInitialSize(0);
		source.setMinIdle(0);
		source.setMaxIdle(2);
		source.setMaxActive(2);
		source.setMaxWait(10);
		return source;
	}

}
