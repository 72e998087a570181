package io.leakguard.autoconfigure.evidence;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.sun.management.HotSpotDiagnosticMXBean;

/**
 * A process of its own that leaks a hundred callbacks and dumps its heap: the heap of the
 * tests is that of all tests before, and takes ten times as long to read.
 */
final class LeakingProcess {

	static final int LEAKED = 100;

	private static final Map<Integer, Runnable> CALLBACKS = new ConcurrentHashMap<>();

	private LeakingProcess() {
	}

	/**
	 * Leak and dump the heap.
	 * @param args the file
	 */
	public static void main(String[] args) throws IOException {
		for (int i = 0; i < LEAKED; i++) {
			Leaked leaked = new Leaked();
			CALLBACKS.put(i, leaked::hashCode);
		}
		diagnostics().dumpHeap(args[0], true);
	}

	/** Have another process dump its heap, with references like those of this process. */
	static void dump(Path file) throws IOException, InterruptedException {
		String compressed = diagnostics().getVMOption("UseCompressedOops").getValue();
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-XX:+UseSerialGC",
				"-XX:" + (Boolean.parseBoolean(compressed) ? "+" : "-") + "UseCompressedOops", "-cp",
				classes().toString(), LeakingProcess.class.getName(), file.toString())
			.inheritIO()
			.start();
		try {
			if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
				throw new IllegalStateException("no heap dump was made");
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static Path classes() {
		return Path.of(URI.create(LeakingProcess.class.getProtectionDomain().getCodeSource().getLocation().toString()));
	}

	private static HotSpotDiagnosticMXBean diagnostics() {
		return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
	}

	/** What leaks. */
	private static final class Leaked {

	}

}
