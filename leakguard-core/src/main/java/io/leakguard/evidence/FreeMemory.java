package io.leakguard.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory this process may still take before the container or the machine has
 * none, on Linux. What the kernel can take back from its file cache counts as free. Reads
 * a few small files; thread-safe.
 */
public final class FreeMemory {

	private final Path root;

	/**
	 * Create for this process.
	 */
	public FreeMemory() {
		this(Path.of("/"));
	}

	FreeMemory(Path root) {
		this.root = root;
	}

	/**
	 * Return how much is free.
	 * @return the number of bytes, or -1 if nothing tells
	 */
	public long bytes() {
		long machine = field(this.root.resolve("proc/meminfo"), "MemAvailable:");
		Path groups = this.root.resolve("sys/fs/cgroup");
		long container = container(groups, "memory.max", "memory.current", "inactive_file");
		if (container < 0) {
			container = container(groups.resolve("memory"), "memory.limit_in_bytes", "memory.usage_in_bytes",
					"total_inactive_file");
		}
		long available = (machine >= 0) ? machine * 1024 : -1;
		return (available < 0 || container < 0) ? Math.max(available, container) : Math.min(available, container);
	}

	/**
	 * Return whether the flight recorder may be started, which takes about 40 MB: a
	 * container that is close to its limit must not be ended by what looks for the
	 * reason.
	 * @return whether there is room for it, or nothing tells
	 */
	public boolean hasRoomForRecorder() {
		long free = bytes();
		return free < 0 || free >= EvidenceBudget.defaults().leastFreeMemory();
	}

	private static long container(Path group, String limit, String usage, String cache) {
		long most = number(group.resolve(limit));
		long used = number(group.resolve(usage));
		if (most < 0 || used < 0) {
			return -1;
		}
		return Math.max(0, most - used + Math.max(0, field(group.resolve("memory.stat"), cache)));
	}

	private static long number(Path file) {
		for (String line : lines(file)) {
			return parse(line.strip());
		}
		return -1;
	}

	private static long field(Path file, String name) {
		for (String line : lines(file)) {
			String[] words = line.split("\\s+");
			if (words.length > 1 && words[0].equals(name)) {
				return parse(words[1]);
			}
		}
		return -1;
	}

	private static long parse(String text) {
		try {
			long number = Long.parseLong(text);
			// version 1 writes a number near the largest for "no limit"
			return (number < 1L << 60) ? number : -1;
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException | SecurityException ex) {
			return List.of();
		}
	}

}
