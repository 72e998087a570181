package io.leakguard.jvm;

import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.leakguard.population.Probe.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Takes JSON thread dumps (Java 21 and later) through a file that is gone when
 * {@link #dump} returns. A dump costs about 10 ms and 15 µs a thread, so it is rationed
 * to a share of the time. The dump of a virtual thread stops that thread only. Used by
 * one thread at a time.
 */
final class ThreadDumper {

	/** Dumps take at most this share of the time while nothing is suspected. */
	private static final double SHARE = 0.01;

	/** And this while something is. */
	private static final double SUSPECTED_SHARE = 0.05;

	/** A larger dump is taken rarely, for the sake of the disk. */
	private static final long LARGE = 32L * 1024 * 1024;

	/** Room for the threads of a busy service, several times over. */
	private static final long LEAST_SPACE = 256L * 1024 * 1024;

	private static final Duration LARGE_INTERVAL = Duration.ofMinutes(10);

	private final @Nullable PlatformManagedObject diagnostics;

	private final @Nullable Method dumpThreads;

	private final @Nullable Object json;

	private @Nullable Instant lastAt;

	private long costNanos;

	private long size;

	private int dumps;

	@SuppressWarnings({ "unchecked", "rawtypes" })
	ThreadDumper() {
		PlatformManagedObject diagnostics = null;
		Method dumpThreads = null;
		Object json = null;
		try {
			Class<? extends PlatformManagedObject> type = (Class<? extends PlatformManagedObject>) Class
				.forName("com.sun.management.HotSpotDiagnosticMXBean");
			Class<? extends Enum> format = (Class<? extends Enum>) Class
				.forName("com.sun.management.HotSpotDiagnosticMXBean$ThreadDumpFormat");
			dumpThreads = type.getMethod("dumpThreads", String.class, format);
			json = Enum.valueOf(format, "JSON");
			diagnostics = ManagementFactory.getPlatformMXBean(type);
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			// before Java 21, or another JVM
		}
		this.diagnostics = diagnostics;
		this.dumpThreads = dumpThreads;
		this.json = json;
	}

	boolean isAvailable() {
		return this.diagnostics != null && this.dumpThreads != null && this.json != null;
	}

	/**
	 * Return whether the next dump is within the ration.
	 * @param now the time
	 * @param suspected whether something is suspected
	 * @return whether to take one
	 */
	boolean isDue(Instant now, boolean suspected) {
		if (!isAvailable()) {
			return false;
		}
		if (this.lastAt == null) {
			return true;
		}
		Duration since = Duration.between(this.lastAt, now);
		if (this.size > LARGE && since.compareTo(LARGE_INTERVAL) < 0) {
			return false;
		}
		if (this.dumps < 2) {
			// the first one pays for the loading of classes and says nothing of the next
			return true;
		}
		return since.toNanos() >= this.costNanos / ((suspected) ? SUSPECTED_SHARE : SHARE);
	}

	/**
	 * Take a dump and read it.
	 * @param now the time
	 * @param visitor is told what stands in it
	 * @throws Exception if that failed
	 */
	void dump(Instant now, ThreadDump.Visitor visitor) throws Exception {
		if (this.dumpThreads == null) {
			throw new IllegalStateException("not available");
		}
		long start = System.nanoTime();
		Path directory = directory();
		Path file = directory.resolve("threads.json");
		try {
			this.dumpThreads.invoke(this.diagnostics, file.toString(), this.json);
			this.size = Files.size(file);
			try (Reader reader = Files.newBufferedReader(file)) {
				ThreadDump.read(reader, visitor);
			}
		}
		finally {
			delete(file);
			delete(directory);
			long cost = System.nanoTime() - start;
			this.costNanos = (this.dumps == 0) ? 0 : (this.dumps == 1) ? cost : (this.costNanos + cost) / 2;
			this.dumps++;
			this.lastAt = now;
		}
	}

	/**
	 * Virtual threads make a dump of some hundred megabytes, and the directory is small.
	 */
	private static Path directory() {
		try {
			Path directory = Files.createTempDirectory("leakguard");
			long free = Files.getFileStore(directory).getUsableSpace();
			if (free < LEAST_SPACE) {
				delete(directory);
				throw new UnavailableException(
						"only %d MB are free in the temporary directory, and a dump of the threads wants %d MB"
							.formatted(free >> 20, LEAST_SPACE >> 20));
			}
			return directory;
		}
		catch (IOException ex) {
			throw new UnavailableException(
					"the temporary directory cannot be written, which dumps of the threads need");
		}
	}

	private static void delete(Path path) throws IOException {
		Files.deleteIfExists(path);
	}

}
