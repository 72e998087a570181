package io.leakguard.tracking;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;

import org.jspecify.annotations.Nullable;

/**
 * Whether an executor looks at the tasks that it is given. Code that casts them to a
 * class of its own must not be given ours: the application would fail at a call that
 * works without LeakGuard. So an executor is trusted with ours only if it is of the JDK,
 * or of a library that is known to do no more than decorate, or a pool that overrides
 * nothing that sees tasks; and if no order but their own is asked of them.
 */
final class Scrutiny {

	/** What sees tasks in a subclass of a pool. */
	private static final Set<String> HOOKS = Set.of("beforeExecute", "afterExecute", "newTaskFor", "decorateTask",
			"execute", "submit", "schedule", "scheduleAtFixedRate", "scheduleWithFixedDelay");

	/** Their executors decorate any task. */
	private static final String[] LIBRARIES = { "org.springframework.", "io.micrometer." };

	private Scrutiny() {
	}

	static boolean isDoneBy(Executor executor) {
		if (!(executor instanceof ExecutorService)) {
			return false;
		}
		if (executor instanceof ThreadPoolExecutor pool && isDoneBy(pool.getQueue())) {
			return true;
		}
		if (isKnown(executor.getClass())) {
			return false;
		}
		boolean pool = executor instanceof ThreadPoolExecutor || executor instanceof ForkJoinPool;
		return !pool || seesTasks(executor.getClass());
	}

	private static boolean isDoneBy(@Nullable BlockingQueue<Runnable> queue) {
		if (queue instanceof PriorityBlockingQueue<?> ordered && ordered.comparator() != null) {
			return true;
		}
		return queue != null && (DelayQueue.class.isInstance(queue) || !isKnown(queue.getClass()));
	}

	private static boolean seesTasks(Class<?> type) {
		try {
			for (Class<?> each = type; each != null && !isJdk(each); each = each.getSuperclass()) {
				for (Method method : isKnown(each) ? new Method[0] : each.getDeclaredMethods()) {
					if (HOOKS.contains(method.getName())) {
						return true;
					}
				}
			}
			return false;
		}
		catch (LinkageError ex) {
			// such as a parameter whose class is not on the class path
			return true;
		}
	}

	private static boolean isKnown(Class<?> type) {
		for (String library : LIBRARIES) {
			if (type.getName().startsWith(library)) {
				return true;
			}
		}
		return isJdk(type);
	}

	private static boolean isJdk(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return loader == null || loader == ClassLoader.getPlatformClassLoader();
	}

}
