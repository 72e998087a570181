package io.leakguard.bench.wider;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What must be closed or given back.
 */
public final class Closeables {

	private Closeables() {
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@RestController
	static class Server {

		@GetMapping("/big")
		byte[] big() {
			return new byte[400_000];
		}

	}

	/** W-C01: a selector per poll; no collection ever closes it. */
	public static class Selectors extends WiderCase {

		/** The case. */
		public Selectors() {
			super("W-C01", Set.of("FILE_DESCRIPTORS_GROW", "NOT_CLOSED"), "eventpoll", "elector");
		}

		@Override
		public void step(long index) throws IOException {
			Selector selector = Selector.open();
			selector.selectNow();
			if (isMended()) {
				selector.close();
			}
		}

		/** The same with the fix. */
		public static final class Mended extends Selectors {

		}

	}

	/** W-C02: a socket channel per check of a peer, never closed. */
	public static class SocketChannels extends WiderCase {

		private int port;

		/** The case. */
		public SocketChannels() {
			super("W-C02", Set.of("FILE_DESCRIPTORS_GROW", "NOT_CLOSED"), "socket", "Socket");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.port = port(context);
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) throws IOException {
			SocketChannel channel = SocketChannel.open();
			channel.configureBlocking(false);
			channel.connect(new InetSocketAddress("localhost", this.port));
			if (isMended()) {
				channel.close();
			}
		}

		/** The same with the fix. */
		public static final class Mended extends SocketChannels {

		}

	}

	/** W-C03: a watch service per configuration that is loaded. */
	public static class WatchServices extends WiderCase {

		private @Nullable Path directory;

		/** The case. */
		public WatchServices() {
			super("W-C03", Set.of("FILE_DESCRIPTORS_GROW", "THREADS_GROW", "NOT_CLOSED"), "inotify", "Watch");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) throws IOException {
			this.directory = Files.createTempDirectory("leakbench-watch");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) throws IOException {
			WatchService service = FileSystems.getDefault().newWatchService();
			Objects.requireNonNull(this.directory).register(service, StandardWatchEventKinds.ENTRY_MODIFY);
			if (isMended()) {
				service.close();
			}
		}

		/** The same with the fix. */
		public static final class Mended extends WatchServices {

		}

	}

	/** W-C04: a child process per conversion that hangs, with its pipes and reaper. */
	public static class Processes extends WiderCase {

		/** The case. */
		public Processes() {
			super("W-C04", Set.of("FILE_DESCRIPTORS_GROW", "THREADS_GROW", "NOT_CLOSED"), "pipe", "process reaper",
					"Process");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) throws Exception {
			Process process = new ProcessBuilder("sleep", "90").start();
			if (isMended()) {
				process.destroyForcibly().waitFor();
			}
		}

		/** The same with the fix. */
		public static final class Mended extends Processes {

		}

	}

	/** W-C05: the log file of each job stays open in a map. */
	public static class OpenFiles extends WiderCase {

		private final Map<Long, InputStream> logs = new ConcurrentHashMap<>();

		private @Nullable Path directory;

		/** The case. */
		public OpenFiles() {
			super("W-C05", Set.of("FILE_DESCRIPTORS_GROW", "NOT_CLOSED", "COLLECTION_GROWS"), "leakbench-logs", "logs");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) throws IOException {
			this.directory = Files.createTempDirectory("leakbench-logs");
		}

		@Override
		public void step(long index) throws IOException {
			Path file = Objects.requireNonNull(this.directory).resolve("job-" + index + ".log");
			Files.writeString(file, "started");
			InputStream log = new java.io.FileInputStream(file.toFile());
			this.logs.put(index, log);
			if (isMended()) {
				log.close();
				this.logs.remove(index);
			}
		}

		/** The same with the fix. */
		public static final class Mended extends OpenFiles {

		}

	}

	/** W-C06: statements that stay open on a connection that is kept. */
	public static class Statements extends WiderCase {

		@Nullable Connection connection;

		/** The case. */
		public Statements() {
			super("W-C06", Set.of("NOT_CLOSED", "COLLECTION_GROWS", "HEAP_GROWS", "HELD_TOO_LONG"), "Statement",
					"Statements", "hikari");
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("spring.datasource.url", "jdbc:h2:mem:wc06");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) throws SQLException {
			this.connection = context.getBean(DataSource.class).getConnection();
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) throws SQLException {
			PreparedStatement statement = Objects.requireNonNull(this.connection).prepareStatement("select 1");
			statement.executeQuery().next();
			if (isMended()) {
				statement.close();
			}
		}

		/** The same with the fix. */
		public static final class Mended extends Statements {

			@Override
			public void prepare(ConfigurableApplicationContext context) throws SQLException {
				// a connection of its own: one that the pool misses is a finding
				this.connection = java.sql.DriverManager.getConnection("jdbc:h2:mem:wc06");
			}

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

	/** W-C08: responses of Apache HttpClient that are neither read nor closed. */
	public static class ApacheResponses extends WiderCase {

		private final CloseableHttpClient client = HttpClients.custom()
			.setDefaultRequestConfig(
					RequestConfig.custom().setConnectionRequestTimeout(Timeout.ofMilliseconds(100)).build())
			.build();

		private int port;

		/** The case. */
		public ApacheResponses() {
			super("W-C08", Set.of("POOL_EXHAUSTED", "NOT_CLOSED", "HELD_TOO_LONG"), "http.pool", "HttpClient",
					"ApacheResponses");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { Server.class };
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.port = port(context);
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		@SuppressWarnings("deprecation")
		public void step(long index) {
			try {
				ClassicHttpResponse response = this.client
					.execute(new HttpGet("http://localhost:" + this.port + "/big"));
				if (isMended() || index % 4 != 0) {
					response.close();
				}
			}
			catch (IOException ex) {
				// the pool has run out: what the leak leads to
			}
		}

		/** The same with the fix. */
		public static final class Mended extends ApacheResponses {

		}

	}

	/** W-C09: the body of a JDK HTTP response that nobody reads to its end. */
	public static class UnreadBodies extends WiderCase {

		private final HttpClient http = HttpClient.newHttpClient();

		private URI big = URI.create("http://localhost");

		/** The case. */
		public UnreadBodies() {
			super("W-C09", Set.of("FILE_DESCRIPTORS_GROW", "NOT_CLOSED", "POOL_EXHAUSTED"), "socket", "Http1");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { Server.class };
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("logging.level.org.apache", "off", "logging.level.org.springframework", "off");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.big = URI.create("http://localhost:" + port(context) + "/big");
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) throws Exception {
			HttpResponse<InputStream> response = this.http.send(HttpRequest.newBuilder(this.big).build(),
					BodyHandlers.ofInputStream());
			response.body().read();
			if (isMended()) {
				response.body().close();
			}
		}

		/** The same with the fix. */
		public static final class Mended extends UnreadBodies {

		}

	}

	/** W-C10: objects borrowed from a pool and not returned on one path. */
	public static class BorrowedForEver extends WiderCase {

		private final GenericObjectPool<byte[]> pool;

		/** The case. */
		public BorrowedForEver() {
			super("W-C10", Set.of("POOL_EXHAUSTED", "HELD_TOO_LONG", "NOT_CLOSED"), "ool");
			GenericObjectPoolConfig<byte[]> config = new GenericObjectPoolConfig<>();
			config.setMaxTotal(8);
			config.setMaxWait(java.time.Duration.ofMillis(100));
			this.pool = new GenericObjectPool<>(new BasePooledObjectFactory<>() {

				@Override
				public byte[] create() {
					return new byte[1024];
				}

				@Override
				public PooledObject<byte[]> wrap(byte[] buffer) {
					return new DefaultPooledObject<>(buffer);
				}

			}, config);
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			try {
				byte[] buffer = this.pool.borrowObject();
				if (isMended() || index % 4 != 0) {
					this.pool.returnObject(buffer);
				}
			}
			catch (Exception ex) {
				// the pool has run out: what the leak leads to
			}
		}

		/** The same with the fix. */
		public static final class Mended extends BorrowedForEver {

		}

	}

	/** W-C11: keys of channels that were never cancelled: sockets accepted and kept. */
	public static class IdlePeers extends WiderCase {

		private final Map<Long, SocketChannel> peers = new ConcurrentHashMap<>();

		private @Nullable Selector selector;

		private int port;

		/** The case. */
		public IdlePeers() {
			super("W-C11", Set.of("FILE_DESCRIPTORS_GROW", "COLLECTION_GROWS", "NOT_CLOSED"), "peers", "socket");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) throws IOException {
			this.port = port(context);
			this.selector = Selector.open();
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) throws IOException {
			SocketChannel channel = SocketChannel.open(new InetSocketAddress("localhost", this.port));
			channel.configureBlocking(false);
			channel.register(Objects.requireNonNull(this.selector), SelectionKey.OP_READ);
			this.peers.put(index, channel);
			if (isMended()) {
				this.peers.remove(index);
				channel.close();
				this.selector.selectNow();
			}
		}

		/** The same with the fix. */
		public static final class Mended extends IdlePeers {

		}

	}

}
