package io.leakguard.evidence;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a stack tells of a thread that waits: for what, and who should wake it. Knows the
 * places of the JDK and of the pools that threads wait in.
 *
 * @param resource the class of what it waits for
 * @param wokenBy who should wake it
 */
record Waiting(String resource, String wokenBy) {

	/** Innermost frames that can tell; what lies below is the application's. */
	private static final int DEPTH = 16;

	private static final String JUC = "java.util.concurrent.";

	/** The class whose method waits. The outermost that is known counts. */
	private static final Map<String, String> WAKERS = Map.ofEntries(
			Map.entry(JUC + "CompletableFuture", "whoever completes the future"),
			Map.entry(JUC + "FutureTask", "the executor that should run the task"),
			Map.entry(JUC + "ForkJoinTask", "the pool that should run the task"),
			Map.entry(JUC + "CountDownLatch", "whoever counts the latch down"),
			Map.entry(JUC + "CyclicBarrier", "the other parties of the barrier"),
			Map.entry(JUC + "Phaser", "the other parties of the phaser"),
			Map.entry(JUC + "Exchanger", "the other party of the exchange"),
			Map.entry(JUC + "Semaphore", "whoever has a permit and should release it"),
			Map.entry(JUC + "locks.ReentrantLock", "the thread that holds the lock"),
			Map.entry(JUC + "locks.ReentrantReadWriteLock$ReadLock", "the thread that holds the write lock"),
			Map.entry(JUC + "locks.ReentrantReadWriteLock$WriteLock", "the threads that hold the lock"),
			Map.entry(JUC + "locks.StampedLock", "the threads that hold the lock"),
			Map.entry(JUC + "LinkedBlockingQueue", "whoever puts into the queue, or takes out of a full one"),
			Map.entry(JUC + "ArrayBlockingQueue", "whoever puts into the queue, or takes out of a full one"),
			Map.entry(JUC + "LinkedBlockingDeque", "whoever puts into the queue, or takes out of a full one"),
			Map.entry(JUC + "LinkedTransferQueue", "whoever puts into the queue"),
			Map.entry(JUC + "PriorityBlockingQueue", "whoever puts into the queue"),
			Map.entry(JUC + "DelayQueue", "the time, or whoever puts into the queue"),
			Map.entry(JUC + "SynchronousQueue", "the other side of the hand-over"),
			Map.entry(JUC + "ThreadPoolExecutor", "whoever gives the pool a task, or shuts it down"),
			Map.entry(JUC + "ScheduledThreadPoolExecutor$DelayedWorkQueue", "the time of the next task"),
			Map.entry("java.util.TimerThread", "the time of the next task, or whoever cancels the timer"),
			Map.entry("java.lang.Object", "whoever notifies the monitor"),
			Map.entry("java.lang.Thread", "the time, or the end of the thread that is joined"),
			Map.entry("java.lang.ref.ReferenceQueue", "a collection"),
			Map.entry("java.net.Socket$SocketInputStream", "the other end of the connection"),
			Map.entry("java.net.ServerSocket", "whoever connects"),
			Map.entry("sun.nio.ch.NioSocketImpl", "the other end of the connection"),
			Map.entry("sun.nio.ch.SocketChannelImpl", "the other end of the connection"),
			Map.entry("sun.nio.ch.SelectorImpl", "any of the connections"),
			Map.entry("com.zaxxer.hikari.pool.HikariPool", "whoever gives a connection back to the pool"),
			Map.entry("org.apache.commons.pool2.impl.GenericObjectPool", "whoever gives an object back to the pool"),
			Map.entry("reactor.core.publisher.BlockingMonoSubscriber", "whoever completes the publisher"),
			Map.entry("reactor.core.publisher.BlockingSingleSubscriber", "whoever completes the publisher"));

	/** With these, what waits was called from within, and what runs lies below. */
	private static final Set<String> RUNNING = Set.of("run", "runWith", "runWorker", "call", "exec", "doExec");

	/**
	 * Read a stack.
	 * @param stack the frames, the innermost first
	 * @return what it tells, {@code null} if the thread does not wait in a known place
	 */
	static @Nullable Waiting of(List<StackTraceElement> stack) {
		Waiting found = null;
		for (StackTraceElement frame : stack.subList(0, Math.min(DEPTH, stack.size()))) {
			String type = frame.getClassName();
			if (RUNNING.contains(frame.getMethodName())) {
				break;
			}
			String waker = WAKERS.get(type);
			if (waker != null) {
				found = new Waiting(type, waker);
			}
			else if (!isPlace(type)) {
				break;
			}
		}
		return found;
	}

	/** Between the place that parks and the one that is known lie only its own parts. */
	private static boolean isPlace(String type) {
		return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.")
				|| type.startsWith("com.zaxxer.hikari.") || type.startsWith("org.apache.commons.pool2.")
				|| type.startsWith("reactor.core.publisher.");
	}

}
