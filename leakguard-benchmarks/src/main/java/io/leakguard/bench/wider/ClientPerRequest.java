package io.leakguard.bench.wider;

import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.zaxxer.hikari.HikariDataSource;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

/**
 * A client, or a pool of connections, of its own per request.
 */
public final class ClientPerRequest {

	private ClientPerRequest() {
	}

	/** W-B07: a JDK HTTP client per access token, kept in a map. */
	public static class HttpClientPerToken extends WiderCase {

		private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

		/** The case. */
		public HttpClientPerToken() {
			super("W-B07", Set.of("CLIENT_PER_REQUEST", "THREADS_GROW", "EXECUTOR_NOT_SHUT_DOWN", "COLLECTION_GROWS"),
					"HttpClient", "clients");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			String token = "token-" + (isMended() ? 0 : index);
			this.clients.computeIfAbsent(token, (key) -> HttpClient.newHttpClient());
		}

		/** The same with the fix. */
		public static final class Mended extends HttpClientPerToken {

		}

	}

	/** W-B08: a Netty event loop group per connection attempt. */
	public static class EventLoopPerCall extends WiderCase {

		/** The case. */
		public EventLoopPerCall() {
			super("W-B08",
					Set.of("EXECUTOR_NOT_SHUT_DOWN", "CLIENT_PER_REQUEST", "THREADS_GROW", "FILE_DESCRIPTORS_GROW"),
					"DeviceLink");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) throws Exception {
			new DeviceLink().connect(isMended());
		}

		static class DeviceLink {

			void connect(boolean mended) throws Exception {
				MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
				group.submit(Thread::yield).sync();
				if (mended) {
					group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends EventLoopPerCall {

		}

	}

	/** W-B10: a Mongo client per call, although nobody answers. */
	public static class MongoClientPerCall extends WiderCase {

		/** The case. */
		public MongoClientPerCall() {
			super("W-B10", Set.of("CLIENT_PER_REQUEST", "THREADS_GROW", "EXECUTOR_NOT_SHUT_DOWN"), "HealthCheck",
					"MongoClient", "cluster-");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("logging.level.org.mongodb", "off");
		}

		@Override
		public void step(long index) {
			new HealthCheck().ping(isMended());
		}

		static class HealthCheck {

			void ping(boolean mended) {
				MongoClient client = MongoClients.create("mongodb://localhost:1/?connectTimeoutMS=200");
				client.getDatabase("test");
				if (mended) {
					client.close();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends MongoClientPerCall {

		}

	}

	/**
	 * W-C07: a pool of connections per tenant request, never closed. Seen in
	 * brettwooldridge/HikariCP#29.
	 */
	public static class PoolPerTenant extends WiderCase {

		/** The case. */
		public PoolPerTenant() {
			super("W-C07", Set.of("CLIENT_PER_REQUEST", "EXECUTOR_NOT_SHUT_DOWN", "THREADS_GROW", "NOT_CLOSED"),
					"TenantDao", "HikariPool", "HikariDataSource");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) throws SQLException {
			new TenantDao().load(index % 50, isMended());
		}

		static class TenantDao {

			int load(long tenant, boolean mended) throws SQLException {
				HikariDataSource dataSource = new HikariDataSource();
				dataSource.setJdbcUrl("jdbc:h2:mem:tenant" + tenant);
				dataSource.setMaximumPoolSize(2);
				try (Connection connection = dataSource.getConnection()) {
					return connection.getHoldability();
				}
				finally {
					if (mended) {
						dataSource.close();
					}
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends PoolPerTenant {

		}

	}

}
