package io.leakguard.tracking;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A scheduled executor service whose tasks are known with their origin, age and outcome.
 * Thread-safe.
 *
 * @see Tracking#wrap(ScheduledExecutorService, String)
 */
public final class TrackedScheduledExecutorService extends TrackedExecutorService implements ScheduledExecutorService {

	private final ScheduledExecutorService scheduler;

	TrackedScheduledExecutorService(ScheduledExecutorService scheduler, Tasks tasks, Handle running) {
		super(scheduler, tasks, running);
		this.scheduler = scheduler;
	}

	@Override
	public ScheduledExecutorService unwrap() {
		return this.scheduler;
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		return submitted(command, tasks().delayed(), false, (task) -> this.scheduler.schedule(task, delay, unit));
	}

	@Override
	public <V extends @Nullable Object> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
		return submitted(callable, tasks().delayed(), (task) -> this.scheduler.schedule(task, delay, unit));
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
		return submitted(command, tasks().periodic(), true,
				(task) -> this.scheduler.scheduleAtFixedRate(task, initialDelay, period, unit));
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
		return submitted(command, tasks().periodic(), true,
				(task) -> this.scheduler.scheduleWithFixedDelay(task, initialDelay, delay, unit));
	}

}
