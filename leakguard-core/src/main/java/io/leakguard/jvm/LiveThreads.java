package io.leakguard.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Lists the platform threads that are alive, without their stacks. The list is for the
 * duration of one scan; nobody keeps a thread.
 */
final class LiveThreads {

	/** {@code Thread.threadId()}, which is final, where there is one (Java 19). */
	private static final @Nullable MethodHandle THREAD_ID = threadId();

	private final ThreadGroup root;

	private int capacity = 64;

	LiveThreads() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		while (group.getParent() != null) {
			group = group.getParent();
		}
		this.root = group;
	}

	private static @Nullable MethodHandle threadId() {
		try {
			return MethodHandles.publicLookup()
				.findVirtual(Thread.class, "threadId", MethodType.methodType(long.class));
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	/**
	 * Return the threads that are alive.
	 * @return the threads
	 */
	List<Thread> list() {
		while (true) {
			Thread[] threads = new Thread[this.capacity];
			int count = this.root.enumerate(threads, true);
			if (count < threads.length) {
				return Arrays.asList(threads).subList(0, count);
			}
			this.capacity *= 2;
		}
	}

	/**
	 * Return the identifier of a thread.
	 * @param thread the thread
	 * @return the identifier, never used again by another thread
	 */
	@SuppressWarnings("deprecation")
	static long idOf(Thread thread) {
		if (THREAD_ID == null) {
			return thread.getId();
		}
		try {
			return (long) THREAD_ID.invokeExact(thread);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
