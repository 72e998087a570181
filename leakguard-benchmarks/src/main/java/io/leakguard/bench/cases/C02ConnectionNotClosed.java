package io.leakguard.bench.cases;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * C02: a connection taken from the pool and not closed on one path.
 */
public class C02ConnectionNotClosed extends TwinCase {

	private @Nullable Dao dao;

	/** The leak. */
	public C02ConnectionNotClosed() {
		this(false);
	}

	C02ConnectionNotClosed(boolean mended) {
		super("C02", mended, Set.of("NOT_CLOSED", "HELD_TOO_LONG", "POOL_EXHAUSTED"), "Dao", "HikariPool", "hikari");
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
		return Map.of("spring.datasource.url", "jdbc:h2:mem:c02", "spring.datasource.hikari.connection-timeout", "250");
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.dao = context.getBean(Dao.class);
	}

	@Override
	public void step(long index) {
		try {
			Objects.requireNonNull(this.dao).exists(!isMended() && index % 4 == 0);
		}
		catch (SQLException ex) {
			// the pool has run out: what the leak leads to
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		Dao dao(DataSource dataSource) {
			return new Dao(dataSource);
		}

	}

	static class Dao {

		private final DataSource dataSource;

		Dao(DataSource dataSource) {
			this.dataSource = dataSource;
		}

		boolean exists(boolean leak) throws SQLException {
			Connection connection = this.dataSource.getConnection();
			ResultSet result = connection.createStatement().executeQuery("select 1");
			boolean exists = result.next();
			if (!leak) {
				connection.close();
			}
			return exists;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends C02ConnectionNotClosed {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
