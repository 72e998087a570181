package io.leakguard.tracking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * An executor service whose tasks are known with their origin, age and outcome. Futures
 * are those of the service within, and {@link #shutdownNow()} returns what was submitted.
 * Thread-safe.
 *
 * @see Tracking#wrap(ExecutorService, String)
 */
public sealed class TrackedExecutorService extends TrackedExecutor implements ExecutorService
		permits TrackedScheduledExecutorService {

	private final ExecutorService service;

	private final Handle running;

	TrackedExecutorService(ExecutorService service, Tasks tasks, Handle running) {
		super(service, tasks);
		this.service = service;
		this.running = running;
	}

	@Override
	public ExecutorService unwrap() {
		return this.service;
	}

	@Override
	public Future<?> submit(Runnable command) {
		return submitted(command, tasks().waiting(), false, (task) -> this.service.submit(task));
	}

	@Override
	public <T extends @Nullable Object> Future<T> submit(Runnable command, T result) {
		return submitted(command, tasks().waiting(), false, (task) -> this.service.submit(task, result));
	}

	@Override
	public <T extends @Nullable Object> Future<T> submit(Callable<T> callable) {
		return submitted(callable, tasks().waiting(), (task) -> this.service.submit(task));
	}

	@Override
	public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> callables)
			throws InterruptedException {
		return this.service.invokeAll(tracked(callables));
	}

	@Override
	public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> callables,
			long timeout, TimeUnit unit) throws InterruptedException {
		return this.service.invokeAll(tracked(callables), timeout, unit);
	}

	@Override
	public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> callables)
			throws InterruptedException, ExecutionException {
		return this.service.invokeAny(tracked(callables));
	}

	@Override
	public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> callables, long timeout,
			TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		return this.service.invokeAny(tracked(callables), timeout, unit);
	}

	private <T extends @Nullable Object> List<Callable<T>> tracked(Collection<? extends Callable<T>> callables) {
		List<Callable<T>> tracked = new ArrayList<>(callables.size());
		for (Callable<T> callable : callables) {
			tracked.add(toHandOver(callable));
		}
		return tracked;
	}

	/**
	 * Take a task out of the queue that was given to {@link #execute}.
	 * @param command the task as it was given
	 * @return whether it was there; never if the service within is no thread pool
	 */
	public boolean remove(Runnable command) {
		if (!(this.service instanceof ThreadPoolExecutor pool)) {
			return false;
		}
		for (Runnable queued : pool.getQueue()) {
			if (queued == command || (queued instanceof Task.Run run && run.original().equals(command))) {
				if (pool.remove(queued)) {
					if (queued instanceof Task task) {
						task.discard();
					}
					return true;
				}
			}
		}
		return false;
	}

	@Override
	public void shutdown() {
		this.service.shutdown();
		this.running.close();
	}

	@Override
	public List<Runnable> shutdownNow() {
		List<Runnable> never = this.service.shutdownNow();
		this.running.close();
		List<Runnable> originals = new ArrayList<>(never.size());
		for (Runnable command : never) {
			if (command instanceof Task.Run run) {
				run.discard();
				originals.add(run.original());
			}
			else {
				originals.add(command);
			}
		}
		return originals;
	}

	/**
	 * Close the service within as this JVM does it: as of Java 19, services close
	 * themselves; before, shut down and wait for the end.
	 */
	// no @Override: there is nothing to override before Java 19
	public void close() {
		this.running.close();
		if (this.service instanceof AutoCloseable closeable) {
			try {
				closeable.close();
			}
			catch (RuntimeException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IllegalStateException("Closing " + this.service.getClass().getName() + " failed", ex);
			}
			return;
		}
		shutdown();
		boolean interrupted = false;
		boolean terminated = false;
		while (!terminated) {
			try {
				terminated = awaitTermination(1, TimeUnit.DAYS);
			}
			catch (InterruptedException ex) {
				if (!interrupted) {
					shutdownNow();
					interrupted = true;
				}
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isShutdown() {
		return this.service.isShutdown();
	}

	@Override
	public boolean isTerminated() {
		return this.service.isTerminated();
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		return this.service.awaitTermination(timeout, unit);
	}

}
