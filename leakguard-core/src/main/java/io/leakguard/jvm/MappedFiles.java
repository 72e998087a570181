package io.leakguard.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The files that a Linux process has mapped, also those that have since been deleted, as
 * bytes by directory and name pattern. What the JVM maps for itself (libraries, its own
 * archives) is left out. One look costs about 1 µs for each mapping; it is taken on
 * suspicion only.
 */
final class MappedFiles {

	private final Path proc;

	private final String javaHome;

	MappedFiles(Path proc, String javaHome) {
		this.proc = proc;
		this.javaHome = javaHome;
	}

	static MappedFiles ofThisProcess() {
		return new MappedFiles(Path.of("/proc/self"), System.getProperty("java.home", "/"));
	}

	/**
	 * Look.
	 * @return the bytes by target
	 * @throws IOException if this is not Linux
	 */
	Map<String, Long> read() throws IOException {
		Map<String, Long> bytes = new HashMap<>();
		String maps = new String(Files.readAllBytes(this.proc.resolve("maps")), StandardCharsets.UTF_8);
		maps.lines().forEach((line) -> {
			int path = line.indexOf('/');
			int dash = line.indexOf('-');
			int space = line.indexOf(' ');
			if (path < 0 || dash < 0 || space < dash || !isData(line, path, space)) {
				return;
			}
			long size = Long.parseUnsignedLong(line, dash + 1, space, 16) - Long.parseUnsignedLong(line, 0, dash, 16);
			bytes.merge("mapped " + DescriptorTargets.fileTarget(line.substring(path), false), size, Long::sum);
		});
		return bytes;
	}

	private boolean isData(String line, int path, int space) {
		boolean executable = line.startsWith("x", space + 3);
		return !executable && !line.startsWith("/memfd:", path) && !line.startsWith(this.javaHome, path)
				&& !line.startsWith("/dev/", path) && !line.startsWith("/tmp/hsperfdata", path) && !line.contains(".so")
				&& !line.endsWith(".jsa");
	}

}
