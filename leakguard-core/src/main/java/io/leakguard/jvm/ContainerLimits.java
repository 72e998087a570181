package io.leakguard.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
		return smallest("memory", "memory.max", "memory.limit_in_bytes");
	}

	/**
	 * Return how many processes and threads the container may have.
	 * @return the number or -1 if there is no limit or none is known
	 */
	public long processes() {
		return smallest("pids", "pids.max", "pids.max");
	}

	private long smallest(String controller, String nameInVersion2, String nameInVersion1) {
		long smallest = -1;
		for (String line : lines(this.root.resolve("proc/self/cgroup"))) {
			String[] fields = line.split(":", 3);
			if (fields.length < 3) {
				continue;
			}
			boolean unified = fields[1].isEmpty();
			if (unified) {
				smallest = min(smallest, climb(this.root.resolve("sys/fs/cgroup"), fields[2], nameInVersion2));
			}
			else if (List.of(fields[1].split(",")).contains(controller)) {
				Path mount = this.root.resolve("sys/fs/cgroup").resolve(controller);
				smallest = min(smallest, climb(mount, fields[2], nameInVersion1));
			}
		}
		return smallest;
	}

	/**
	 * The path may be that of the host and not exist here; the mount itself does then.
	 */
	private long climb(Path mount, String path, String name) {
		long smallest = -1;
		Path group = mount.resolve(path.replaceFirst("^/+", "")).normalize();
		while (group != null && group.startsWith(mount)) {
			smallest = min(smallest, number(group.resolve(name)));
			group = group.getParent();
		}
		return (smallest >= 0) ? smallest : number(mount.resolve(name));
	}

	private static long min(long one, long other) {
		if (one < 0 || other < 0) {
			return Math.max(one, other);
		}
		return Math.min(one, other);
	}

	private static long number(Path file) {
		for (String line : lines(file)) {
			try {
				long number = Long.parseLong(line.strip());
				return (number >= 0 && number < UNLIMITED) ? number : -1;
			}
			catch (NumberFormatException ex) {
				return -1;
			}
		}
		return -1;
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
