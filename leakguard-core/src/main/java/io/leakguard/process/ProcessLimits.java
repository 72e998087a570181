package io.leakguard.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * How many threads this process may have: the smallest of its own limit of processes, of
 * what the kernel allows and of what the container allows. The first counts all processes
 * of the same user, so that the true number can be smaller. Linux only; elsewhere, and
 * where nothing limits, the answer is -1. Read once, then remembered, because none of
 * them changes often; thread-safe.
 */
public final class ProcessLimits implements LongSupplier {

	private final Path root;

	private final ContainerLimits container;

	private volatile long threads = Long.MIN_VALUE;

	/**
	 * Create the limits of this process.
	 */
	public ProcessLimits() {
		this(Path.of("/"));
	}

	ProcessLimits(Path root) {
		this.root = root;
		this.container = new ContainerLimits(root);
	}

	/**
	 * Return how many threads there may be.
	 * @return the number or -1 if nothing limits them or nobody knows
	 */
	@Override
	public long getAsLong() {
		if (this.threads == Long.MIN_VALUE) {
			long smallest = Long.MAX_VALUE;
			for (long limit : new long[] { ownLimit(), number("proc/sys/kernel/threads-max"),
					number("proc/sys/kernel/pid_max"), this.container.processes() }) {
				smallest = (limit >= 0) ? Math.min(smallest, limit) : smallest;
			}
			this.threads = (smallest != Long.MAX_VALUE) ? smallest : -1;
		}
		return this.threads;
	}

	private long ownLimit() {
		try {
			for (String line : Files.readAllLines(this.root.resolve("proc/self/limits"))) {
				if (line.startsWith("Max processes")) {
					return parse(line.substring("Max processes".length()).strip().split("\\s+")[0]);
				}
			}
		}
		catch (IOException | SecurityException ex) {
			// not Linux
		}
		return -1;
	}

	private long number(String file) {
		try {
			return parse(Files.readString(this.root.resolve(file)).strip());
		}
		catch (IOException | SecurityException ex) {
			return -1;
		}
	}

	private static long parse(String number) {
		try {
			return Long.parseLong(number);
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

}
