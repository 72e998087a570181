package io.leakguard.bench.wider;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Listeners, hooks, drivers, names and handles that classes of the JDK keep.
 */
public final class KeptByJdk {

	private KeptByJdk() {
	}

	/** W-A03: a notification listener per request on a platform MXBean. */
	public static class JmxNotifications extends WiderCase {

		/** The case. */
		public JmxNotifications() {
			super("W-A03", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "MemoryWatch");
		}

		@Override
		public void step(long index) throws Exception {
			new MemoryWatch().start(isMended());
		}

		static class MemoryWatch {

			private final byte[] state = new byte[1024];

			void start(boolean mended) throws Exception {
				NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
				NotificationListener listener = (notification, handback) -> this.state[0]++;
				memory.addNotificationListener(listener, null, null);
				if (mended) {
					memory.removeNotificationListener(listener);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends JmxNotifications {

		}

	}

	/**
	 * W-A04: a shutdown hook per instance. Seen in apache/gobblin#802,
	 * palantir/atlasdb#3653, spring-cloud/spring-cloud-config#152.
	 */
	public static class ShutdownHooks extends WiderCase {

		/** The case. */
		public ShutdownHooks() {
			super("W-A04", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "TempStore",
					"ApplicationShutdownHooks", "shutdownHook");
		}

		@Override
		public void step(long index) {
			new TempStore().open(isMended());
		}

		static class TempStore {

			private final byte[] index = new byte[1024];

			void open(boolean mended) {
				Thread hook = new Thread(() -> this.index[0]++, "temp-store-cleanup");
				Runtime.getRuntime().addShutdownHook(hook);
				if (mended) {
					Runtime.getRuntime().removeShutdownHook(hook);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends ShutdownHooks {

		}

	}

	/** W-A06: a handler per request stays with its java.util.logging logger. */
	public static class JulHandlers extends WiderCase {

		private static final java.util.logging.Logger LOGGER = java.util.logging.Logger.getLogger("io.acme.audit");

		/** The case. */
		public JulHandlers() {
			super("W-A06", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "AuditHandler",
					"io.acme.audit", "LOGGER");
		}

		@Override
		public void step(long index) {
			AuditHandler handler = new AuditHandler();
			LOGGER.addHandler(handler);
			if (isMended()) {
				LOGGER.removeHandler(handler);
			}
		}

		static class AuditHandler extends java.util.logging.Handler {

			final byte[] state = new byte[512];

			@Override
			public void publish(java.util.logging.LogRecord record) {
				this.state[0]++;
			}

			@Override
			public void flush() {
			}

			@Override
			public void close() {
			}

		}

		/** The same with the fix. */
		public static final class Mended extends JulHandlers {

		}

	}

	/**
	 * W-D21: a long-lived object stream remembers each object that it has written. Seen
	 * in zendesk/maxwell#202, keva-dev/keva#101.
	 */
	public static class ObjectStreamHandles extends WiderCase {

		private @Nullable ObjectOutputStream stream;

		/** The case. */
		public ObjectStreamHandles() {
			super("W-D21", Set.of("COLLECTION_GROWS", "HEAP_GROWS"), "Position", "ObjectOutputStream");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) throws IOException {
			this.stream = new ObjectOutputStream(OutputStream.nullOutputStream());
		}

		@Override
		public void step(long index) throws IOException {
			ObjectOutputStream stream = Objects.requireNonNull(this.stream);
			stream.writeObject(new Position());
			if (isMended()) {
				stream.reset();
			}
		}

		static class Position implements Serializable {

			private static final long serialVersionUID = 1;

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends ObjectStreamHandles {

		}

	}

	/**
	 * W-D22: deleteOnExit for each upload; the JVM remembers the names. Seen in
	 * netty/netty#10560, apache/iceberg#13738.
	 */
	public static class DeleteOnExit extends WiderCase {

		/** The case. */
		public DeleteOnExit() {
			super("W-D22", Set.of("REGISTRY_GROWS", "COLLECTION_GROWS", "HEAP_GROWS"), "DeleteOnExit", "deleteOnExit");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) throws IOException {
			Path upload = Files.createTempFile("leakbench-upload", ".tmp");
			if (!isMended()) {
				upload.toFile().deleteOnExit();
			}
			Files.delete(upload);
		}

		/** The same with the fix. */
		public static final class Mended extends DeleteOnExit {

		}

	}

	/** W-D23: a JDBC driver registered with each refresh. */
	public static class DriverRegistrations extends WiderCase {

		/** The case. */
		public DriverRegistrations() {
			super("W-D23", Set.of("REGISTRY_GROWS", "COLLECTION_GROWS", "LISTENER_NOT_REMOVED"), "AcmeDriver",
					"DriverManager");
		}

		@Override
		public void step(long index) throws SQLException {
			AcmeDriver driver = new AcmeDriver();
			DriverManager.registerDriver(driver);
			if (isMended()) {
				DriverManager.deregisterDriver(driver);
			}
		}

		static class AcmeDriver implements Driver {

			final byte[] settings = new byte[1024];

			@Override
			public @Nullable Connection connect(String url, Properties info) {
				return null;
			}

			@Override
			public boolean acceptsURL(String url) {
				return false;
			}

			@Override
			public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
				return new DriverPropertyInfo[0];
			}

			@Override
			public int getMajorVersion() {
				return 1;
			}

			@Override
			public int getMinorVersion() {
				return 0;
			}

			@Override
			public boolean jdbcCompliant() {
				return false;
			}

			@Override
			public Logger getParentLogger() {
				return Logger.getGlobal();
			}

		}

		/** The same with the fix. */
		public static final class Mended extends DriverRegistrations {

		}

	}

}
