package io.leakguard.bench.cases;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * C01: a stream-returning query that is not closed keeps its connection.
 */
public class C01StreamNotClosed extends TwinCase {

	private @Nullable Dao dao;

	/** The leak. */
	public C01StreamNotClosed() {
		this(false);
	}

	C01StreamNotClosed(boolean mended) {
		super("C01", mended, Set.of("NOT_CLOSED", "HELD_TOO_LONG", "POOL_EXHAUSTED"), "Dao", "HikariPool", "hikari");
	}

	@Override
	public int stepsPerScan() {
		return 1;
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public Map<String, Object> properties() {
		return Map.of("spring.datasource.url", "jdbc:h2:mem:c01", "spring.datasource.hikari.connection-timeout", "250");
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.dao = context.getBean(Dao.class);
		context.getBean(JdbcTemplate.class).execute("create table t(v varchar); insert into t values ('a'), ('b')");
	}

	@Override
	public void step(long index) {
		Dao dao = Objects.requireNonNull(this.dao);
		if (isMended()) {
			dao.firstClosed();
		}
		else if (index % 4 == 0) {
			try {
				dao.first();
			}
			catch (DataAccessException ex) {
				// the pool has run out: what the leak leads to
			}
		}
		else {
			try {
				dao.count();
			}
			catch (DataAccessException ex) {
				// likewise
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		Dao dao(JdbcTemplate jdbc) {
			return new Dao(jdbc);
		}

	}

	static class Dao {

		private final JdbcTemplate jdbc;

		Dao(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Nullable Integer count() {
			return this.jdbc.queryForObject("select count(*) from t", Integer.class);
		}

		@SuppressWarnings("resource")
		Optional<String> first() {
			return this.jdbc.queryForStream("select v from t", (result, row) -> result.getString(1)).findFirst();
		}

		Optional<String> firstClosed() {
			try (Stream<String> values = this.jdbc.queryForStream("select v from t",
					(result, row) -> result.getString(1))) {
				return values.findFirst();
			}
		}

	}

	/** The same with the fix. */
	public static final class Mended extends C01StreamNotClosed {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
