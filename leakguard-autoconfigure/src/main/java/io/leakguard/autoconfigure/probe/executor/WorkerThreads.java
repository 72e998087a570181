package io.leakguard.autoconfigure.probe.executor;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.autoconfigure.probe.MostFrequent;
import io.leakguard.population.ApplicationFrames;
import org.jspecify.annotations.Nullable;

/**
 * A look at the threads of a pool: how much they have worked so far, and where they are.
 *
 * @param workers the threads by their id
 */
record WorkerThreads(Map<Long, Worker> workers) {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	/** A stack is taken by a handshake with the thread. */
	private static final int MAX_THREADS = 16;

	private static final int MAX_FRAMES = 100;

	/**
	 * Deep enough to tell one step of a loop from the next, and to leave out what is
	 * below the task.
	 */
	private static final int TOP_FRAMES = 16;

	/**
	 * A thread that waits and looks again ten times a second takes far less than a
	 * thousandth of a core, one that computes or reads results more.
	 */
	private static final int IDLE = 1000;

	/**
	 * Look at the threads of a pool.
	 * @param namePrefix how their names begin, {@code null} if that is not known
	 * @return the look, or {@code null} if none of them can be told
	 */
	static @Nullable WorkerThreads look(@Nullable String namePrefix) {
		if (namePrefix == null || namePrefix.isEmpty()) {
			return null;
		}
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long[] ids = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
			.filter((info) -> info != null && info.getThreadName().startsWith(namePrefix))
			.mapToLong(ThreadInfo::getThreadId)
			.limit(MAX_THREADS)
			.toArray();
		Map<Long, Worker> workers = new HashMap<>();
		for (ThreadInfo info : threads.getThreadInfo(ids, MAX_FRAMES)) {
			if (info != null) {
				workers.put(info.getThreadId(), Worker.of(info, cpuTime(threads, info.getThreadId())));
			}
		}
		return (!workers.isEmpty()) ? new WorkerThreads(workers) : null;
	}

	private static long cpuTime(ThreadMXBean threads, long id) {
		return (threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()) ? threads.getThreadCpuTime(id)
				: -1;
	}

	/**
	 * Return whether any of the threads has done something since an earlier look.
	 * @param earlier the earlier look
	 * @param elapsed the time between
	 * @return whether one has worked, is elsewhere, or is new
	 */
	boolean haveMovedSince(WorkerThreads earlier, Duration elapsed) {
		return this.workers.entrySet().stream().anyMatch((entry) -> {
			Worker before = earlier.workers.get(entry.getKey());
			return before == null || entry.getValue().hasMovedSince(before, elapsed);
		});
	}

	/** The method of the application that most of them are in. */
	@Nullable String site() {
		return MostFrequent.of(this.workers.values().stream().map(Worker::site));
	}

	/**
	 * One of the threads.
	 *
	 * @param cpuTime how long it has run so far, in nanoseconds; -1 if that is not known
	 * @param top its innermost frames
	 * @param site the method of the application that it is in
	 */
	record Worker(long cpuTime, List<StackTraceElement> top, @Nullable String site) {

		private static Worker of(ThreadInfo info, long cpuTime) {
			StackTraceElement[] stack = info.getStackTrace();
			return new Worker(cpuTime, Arrays.stream(stack).limit(TOP_FRAMES).toList(), FRAMES.siteIn(stack));
		}

		private boolean hasMovedSince(Worker before, Duration elapsed) {
			return (this.cpuTime - before.cpuTime) * IDLE > elapsed.toNanos() || !this.top.equals(before.top);
		}

	}

}
