package io.leakguard.autoconfigure.evidence;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;
import org.netbeans.lib.profiler.heap.HeapFactory;

/**
 * Runs {@link DumpAnalysis} in a process of its own. Thread-safe; the process is ended
 * with the reader, and ends itself when this one does.
 */
final class DumpReader implements AutoCloseable {

	/** What the process takes at most, with what a JVM takes beside its heap. */
	static final long MEMORY = 320L << 20;

	private final Duration timeout;

	private @Nullable Process process;

	private boolean closed;

	private volatile boolean late;

	DumpReader(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Read a dump.
	 * @param dump the dump
	 * @param work an empty directory for what is needed on the way, which the caller
	 * removes
	 * @param referenceSize the size of a reference in the heap, in bytes
	 * @param suspect the class or static field whose holders are wanted, or an empty text
	 * @param progress is told how far it is
	 * @return what was found, as JSON
	 * @throws IOException if the dump cannot be read
	 * @throws InterruptedException if the thread was interrupted
	 */
	byte[] read(Path dump, Path work, int referenceSize, String suspect, Consumer<String> progress)
			throws IOException, InterruptedException {
		Path result = work.resolve("result.json");
		Process child = start(command(dump, work, result, referenceSize, suspect));
		this.late = false;
		Thread watch = new Thread(() -> endLate(child), "leakguard-dump-watch");
		watch.setDaemon(true);
		watch.setContextClassLoader(null);
		watch.start();
		try {
			String last = follow(child, progress);
			int exit = child.waitFor();
			// what it had found out by then is better than nothing
			if (exit != 0 && !(this.late && Files.exists(result))) {
				throw new IOException("the heap dump could not be read: "
						+ (this.late ? "it took longer than " + this.timeout.toSeconds() + " s" : reason(exit, last)));
			}
			return Files.readAllBytes(result);
		}
		finally {
			watch.interrupt();
			end(child);
			child.waitFor();
		}
	}

	private void endLate(Process child) {
		try {
			if (!child.waitFor(this.timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				this.late = true;
				end(child);
			}
		}
		catch (InterruptedException ex) {
			// it has ended in time, or nobody wants it any more
		}
	}

	/** Unlike the process itself, its handle does not close what is being read. */
	private static void end(Process child) {
		child.toHandle().destroyForcibly();
	}

	private synchronized Process start(List<String> command) throws IOException {
		if (this.closed) {
			throw new IOException("the application is closing");
		}
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		// agents and sizes of the application are none of this process
		builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
		this.process = builder.start();
		return this.process;
	}

	/** Return the last thing that was said that is no progress. */
	private static String follow(Process child, Consumer<String> progress) throws IOException {
		String last = "";
		try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (line.startsWith(DumpAnalysis.PROGRESS)) {
					progress.accept(line.substring(DumpAnalysis.PROGRESS.length()));
				}
				else if (line.startsWith(DumpAnalysis.ERROR)) {
					last = line.substring(DumpAnalysis.ERROR.length());
				}
			}
		}
		return last;
	}

	private static String reason(int exit, String last) {
		if (!last.isEmpty()) {
			return last;
		}
		return switch (exit) {
			case 3 -> "256 MB of heap are too few for it";
			case 137, 143 -> "the process that reads it was ended";
			default -> "the process that reads it ended with status " + exit;
		};
	}

	private static List<String> command(Path dump, Path work, Path result, int referenceSize, String suspect)
			throws IOException {
		String java = ProcessHandle.current()
			.info()
			.command()
			.filter((command) -> command.endsWith("java") || command.endsWith("java.exe"))
			.orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		List<String> parts = new ArrayList<>();
		for (Class<?> type : List.of(DumpAnalysis.class, Culprit.class, HeapFactory.class)) {
			parts.add(location(type, work).toString());
		}
		return List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1",
				"-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Djava.io.tmpdir=" + work, "-cp",
				String.join(File.pathSeparator, parts), DumpAnalysis.class.getName(), dump.toString(),
				result.toString(), Integer.toString(referenceSize), suspect);
	}

	/** A library within the application's archive is copied, because a JVM reads none. */
	private static Path location(Class<?> type, Path work) throws IOException {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		if (source == null || source.getLocation() == null) {
			throw new IOException("nobody knows where " + type.getName() + " comes from");
		}
		URL url = source.getLocation();
		if (url.getProtocol().equals("file")) {
			return Path.of(URI.create(url.toString()));
		}
		String nested = url.toString();
		if (nested.startsWith("jar:") && nested.endsWith("!/")) {
			nested = nested.substring("jar:".length(), nested.length() - "!/".length());
		}
		Path copy = work.resolve(type.getSimpleName() + ".jar");
		try (InputStream in = URI.create(nested).toURL().openStream()) {
			Files.copy(in, copy);
		}
		return copy;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.process != null) {
			end(this.process);
		}
	}

}
