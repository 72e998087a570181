package io.leakguard.process;

import java.nio.file.Path;

/**
 * How much memory this process may still take before the container or the machine has
 * none, on Linux. What the kernel can take back from its file cache counts as free. Reads
 * a few small files; thread-safe.
 */
public final class FreeMemory {

	/** What the flight recorder takes when it is started, and half as much again. */
	private static final long FOR_RECORDER = 64L << 20;

	private final Path root;

	private final ContainerLimits container;

	/**
	 * Create for this process.
	 */
	public FreeMemory() {
		this(Path.of("/"));
	}

	FreeMemory(Path root) {
		this.root = root;
		this.container = new ContainerLimits(root);
	}

	/**
	 * Return how much is free.
	 * @return the number of bytes, or -1 if nothing tells
	 */
	public long bytes() {
		long machine = ContainerLimits.field(this.root.resolve("proc/meminfo"), "MemAvailable:");
		long available = (machine >= 0) ? machine * 1024 : -1;
		long container = this.container.freeMemory();
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
		return free < 0 || free >= FOR_RECORDER;
	}

}
