package io.leakguard.bench.cases;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * H04: a connection pool at its peak; slow reports hold connections and return them.
 */
public class H04PoolAtPeak extends HealthyCase {

	private final ExecutorService executor = Executors.newFixedThreadPool(10);

	private @Nullable DataSource dataSource;

	/** The healthy behaviour. */
	public H04PoolAtPeak() {
		super("H04");
	}

	@Override
	public int stepsPerScan() {
		return 1;
	}

	@Override
	public Map<String, Object> properties() {
		return Map.of("spring.datasource.url", "jdbc:h2:mem:h04");
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.dataSource = context.getBean(DataSource.class);
	}

	@Override
	public void step(long index) {
		if (index % 6 == 0) {
			for (int i = 0; i < 10; i++) {
				this.executor.execute(this::slowReport);
			}
		}
	}

	private void slowReport() {
		try (Connection connection = Objects.requireNonNull(this.dataSource).getConnection();
				ResultSet result = connection.createStatement().executeQuery("select 1")) {
			result.next();
			LockSupport.parkNanos(1_200_000_000);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
