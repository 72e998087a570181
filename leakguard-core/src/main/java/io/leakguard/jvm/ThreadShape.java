package io.leakguard.jvm;

import java.lang.management.LockInfo;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.leakguard.population.ApplicationFrames;
import org.jspecify.annotations.Nullable;

/**
 * What the stack of a thread tells of its owner: a pool's worker, a timer, or a thread of
 * its own. The queue at which an idle worker waits stands for its pool: all workers of
 * one pool wait at the same object, on every JVM and whatever the threads are called.
 *
 * @param pooled whether an executor runs it
 * @param timer whether a {@code java.util.Timer} runs it
 * @param idle whether it is a worker that waits for a task
 * @param waitsAt the identity of what an idle worker waits at, 0 if it is busy or unknown
 * @param entry the outermost frame of the application, if there is one
 */
record ThreadShape(boolean pooled, boolean timer, boolean idle, int waitsAt, @Nullable StackTraceElement entry) {

	/**
	 * The frames of the owner are the outermost ones; further in, any code may call an
	 * executor.
	 */
	private static final int OUTERMOST = 8;

	private static final List<String> POOLS = List.of("ThreadPoolExecutor", "ForkJoinPool", "ForkJoinWorkerThread",
			"QueuedThreadPool", "EnhancedQueueExecutor", "ThreadPerChannel", "EventExecutor", "EventLoop",
			"WorkStealing", "BoundedElastic", "WorkerPool");

	private static final Set<String> IDLE_METHODS = Set.of("getTask", "awaitWork", "idleJobPoll", "takeTask");

	/**
	 * Read a thread.
	 * @param info the thread with its whole stack
	 * @param frames knows the application's frames
	 * @return its shape
	 */
	static ThreadShape of(ThreadInfo info, ApplicationFrames frames) {
		StackTraceElement[] stack = info.getStackTrace();
		boolean pooled = false;
		boolean timer = false;
		for (int i = Math.max(0, stack.length - OUTERMOST); i < stack.length; i++) {
			String name = stack[i].getClassName();
			pooled |= isPool(name);
			timer |= name.equals("java.util.TimerThread");
		}
		boolean idle = pooled && Arrays.stream(stack).anyMatch((frame) -> IDLE_METHODS.contains(frame.getMethodName()));
		return new ThreadShape(pooled, timer, idle, (idle) ? waitsAt(info) : 0, entry(stack, frames));
	}

	private static boolean isPool(String className) {
		for (String pool : POOLS) {
			if (className.contains(pool)) {
				return true;
			}
		}
		return false;
	}

	private static int waitsAt(ThreadInfo info) {
		LockInfo lock = info.getLockInfo();
		// a worker that is about to wait may stand at the lock of the queue instead
		return (lock != null && !lock.getClassName().endsWith("Sync")) ? lock.getIdentityHashCode() : 0;
	}

	private static @Nullable StackTraceElement entry(StackTraceElement[] stack, ApplicationFrames frames) {
		for (int i = stack.length - 1; i >= 0; i--) {
			if (frames.isApplication(stack[i].getClassName())) {
				return stack[i];
			}
		}
		return null;
	}

}
