package io.leakguard.tracking;

import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * An executor whose tasks are known with their origin, age and outcome. It passes every
 * call on to the executor within. Thread-safe.
 *
 * @see Tracking#wrap(Executor, String)
 */
public sealed class TrackedExecutor implements Executor permits TrackedExecutorService {

	private final Executor executor;

	private final Tasks tasks;

	TrackedExecutor(Executor executor, Tasks tasks) {
		this.executor = Objects.requireNonNull(executor, "'executor' must not be null");
		this.tasks = tasks;
		tasks.accept(executor);
	}

	@Override
	public void execute(Runnable command) {
		Task.Run task = Task.Run.of(this.tasks, this.tasks.waiting(), command);
		try {
			this.executor.execute(task);
		}
		catch (RuntimeException | Error ex) {
			task.discard();
			throw ex;
		}
	}

	/**
	 * Return the executor within.
	 * @return the executor that was wrapped
	 */
	public Executor unwrap() {
		return this.executor;
	}

	/**
	 * Return what became of the tasks of all executors of this name.
	 * @return the counts
	 */
	public TaskCounts counts() {
		return this.tasks.counts();
	}

	Tasks tasks() {
		return this.tasks;
	}

	@Override
	public String toString() {
		return "Tracked " + this.executor;
	}

}
