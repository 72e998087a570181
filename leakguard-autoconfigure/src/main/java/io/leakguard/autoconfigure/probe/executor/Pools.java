package io.leakguard.autoconfigure.probe.executor;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Finds the thread pool of the JDK behind an executor of Spring. A class of the
 * application that overrides what we read is left alone.
 */
final class Pools {

	private Pools() {
	}

	/**
	 * Return the pool behind an executor.
	 * @param executor the executor
	 * @return the pool or {@code null} if there is none, none yet or none to be seen
	 */
	static @Nullable ThreadPoolExecutor poolOf(Executor executor) {
		try {
			if (executor instanceof ThreadPoolTaskExecutor spring) {
				return known(spring.getThreadPoolExecutor());
			}
			if (executor instanceof ThreadPoolTaskScheduler spring) {
				return known(spring.getScheduledThreadPoolExecutor());
			}
			if (executor instanceof ConcurrentTaskExecutor spring) {
				return (spring.getConcurrentExecutor() != executor) ? poolOf(spring.getConcurrentExecutor()) : null;
			}
		}
		catch (IllegalStateException ex) {
			// not initialized
			return null;
		}
		return (executor instanceof ThreadPoolExecutor pool) ? known(pool) : null;
	}

	/**
	 * Return whether an executor has not been shut down.
	 * @param executor the executor, such as {@link #isOwnable} allows
	 * @return whether its threads may go on
	 */
	static boolean isRunning(Object executor) {
		try {
			if (executor instanceof ThreadPoolTaskExecutor spring) {
				return !spring.getThreadPoolExecutor().isShutdown();
			}
			if (executor instanceof ThreadPoolTaskScheduler spring) {
				return !spring.getScheduledExecutor().isShutdown();
			}
		}
		catch (IllegalStateException ex) {
			return false;
		}
		return executor instanceof ExecutorService service && !service.isShutdown();
	}

	/**
	 * Return whether an executor has to be shut down by whoever made it.
	 * @param bean the bean
	 * @return whether it is an executor of the JDK or of Spring with threads of its own
	 */
	static boolean isOwnable(Object bean) {
		if (bean instanceof ExecutorConfigurationSupport) {
			return bean.getClass().getName().startsWith("org.springframework.");
		}
		return bean instanceof ExecutorService && bean != ForkJoinPool.commonPool()
				&& bean.getClass().getName().startsWith("java.util.concurrent.");
	}

	private static @Nullable ThreadPoolExecutor known(ThreadPoolExecutor pool) {
		for (String method : new String[] { "getQueue", "getActiveCount", "getCompletedTaskCount", "getPoolSize" }) {
			try {
				String declaring = pool.getClass().getMethod(method).getDeclaringClass().getName();
				if (!declaring.startsWith("java.util.concurrent.")) {
					return null;
				}
			}
			catch (NoSuchMethodException ex) {
				return null;
			}
		}
		return pool;
	}

}
