package io.leakguard.bench.wider;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What holds a file descriptor until it is closed.
 */
public final class FileDescriptors {

	private FileDescriptors() {
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
