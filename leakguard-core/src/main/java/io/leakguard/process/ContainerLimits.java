package io.leakguard.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the control groups of the container allow this process, version 1 and 2. A group
 * cannot have more than its parents, so the smallest limit on the way up counts. Reads a
 * few small files each time, some tens of microseconds; whoever asks often remembers the
 * answer.
 */
public final class ContainerLimits {

	/** Version 1 writes a number near the largest for "no limit". */
	private static final long UNLIMITED = 1L << 60;

	private final Path root;

	/**
	 * Create the limits of this process.
	 */
	public ContainerLimits() {
		this(Path.of("/"));
	}

	ContainerLimits(Path root) {
		this.root = root;
	}

	/**
	 * Return how much memory the container may use.
	 * @return the number of bytes or -1 if there is no limit or none is known
	 */
	public long memory() {
		return smallest("memory", (group) -> number(group.resolve("memory.max")),
				(group) -> number(group.resolve("memory.limit_in_bytes")));
	}

	/**
	 * Return how many processes and threads the container may have.
	 * @return the number or -1 if there is no limit or none is known
	 */
	public long processes() {
		ToLongFunction<Path> limit = (group) -> number(group.resolve("pids.max"));
		return smallest("pids", limit, limit);
	}

	/**
	 * Return how much memory the container may still use before it is at its limit. What
	 * the kernel can take back from its file cache counts as free.
	 * @return the number of bytes or -1 if there is no limit or none is known
	 */
	public long freeMemory() {
		return smallest("memory", (group) -> free(group, "memory.max", "memory.current", "inactive_file"),
				(group) -> free(group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"));
	}

	private static long free(Path group, String limit, String usage, String cache) {
		long most = number(group.resolve(limit));
		long used = number(group.resolve(usage));
		if (most < 0 || used < 0) {
			return -1;
		}
		return Math.max(0, most - used + Math.max(0, field(group.resolve("memory.stat"), cache)));
	}

	/** The number after a name at the beginning of a line, -1 if there is none. */
	static long field(Path file, String name) {
		for (String line : lines(file)) {
			String[] words = line.split("\\s+");
			if (words.length > 1 && words[0].equals(name)) {
				return number(words[1]);
			}
		}
		return -1;
	}

	private long smallest(String controller, ToLongFunction<Path> inVersion2, ToLongFunction<Path> inVersion1) {
		long smallest = -1;
		for (String line : lines(this.root.resolve("proc/self/cgroup"))) {
			String[] fields = line.split(":", 3);
			if (fields.length < 3) {
				continue;
			}
			boolean unified = fields[1].isEmpty();
			if (unified) {
				smallest = min(smallest, climb(this.root.resolve("sys/fs/cgroup"), fields[2], inVersion2));
			}
			else if (List.of(fields[1].split(",")).contains(controller)) {
				Path mount = this.root.resolve("sys/fs/cgroup").resolve(controller);
				smallest = min(smallest, climb(mount, fields[2], inVersion1));
			}
		}
		return smallest;
	}

	/**
	 * The path may be that of the host and not exist here; the mount itself does then.
	 */
	private static long climb(Path mount, String path, ToLongFunction<Path> value) {
		long smallest = -1;
		Path group = mount.resolve(path.replaceFirst("^/+", "")).normalize();
		while (group != null && group.startsWith(mount)) {
			smallest = min(smallest, value.applyAsLong(group));
			group = group.getParent();
		}
		return (smallest >= 0) ? smallest : value.applyAsLong(mount);
	}

	private static long min(long one, long other) {
		if (one < 0 || other < 0) {
			return Math.max(one, other);
		}
		return Math.min(one, other);
	}

	private static long number(Path file) {
		for (String line : lines(file)) {
			return number(line.strip());
		}
		return -1;
	}

	private static long number(String text) {
		try {
			long number = Long.parseLong(text);
			return (number >= 0 && number < UNLIMITED) ? number : -1;
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
