package io.leakguard.bench.wider;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

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
 * What must be closed or given back: statements, responses, pooled objects.
 */
public final class Closeables {

	private Closeables() {
	}

	@RestController
	static class Server {

		@GetMapping("/big")
		byte[] big() {
			return new byte[400_000];
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

}
