package io.leakguard.tracking;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * An executor whose tasks are known with their origin, age and outcome. It passes every
 * call on to the executor within. One that looks at its tasks, such as by a comparator of
 * its queue or in {@code beforeExecute}, is given them as they are, and they are counted
 * only. Thread-safe.
 *
 * @see Tracking#wrap(Executor, String)
 */
public sealed class TrackedExecutor implements Executor permits TrackedExecutorService {

	private final Executor executor;

	private final Tasks tasks;

	private final boolean originals;

	TrackedExecutor(Executor executor, Tasks tasks) {
		this.executor = Objects.requireNonNull(executor, "'executor' must not be null");
		this.tasks = tasks;
		this.originals = Scrutiny.isDoneBy(executor);
	}

	@Override
	public void execute(Runnable command) {
		submitted(command, this.tasks.waiting(), false, (task) -> {
			this.executor.execute(task);
			return null;
		});
	}

	final <F extends @Nullable Object> F submitted(Runnable command, Tracker tracker, boolean periodic,
			Function<Runnable, F> submission) {
		return this.originals ? counted(command, tracker, submission)
				: tracked(Task.Run.of(this.tasks, tracker, command, periodic), submission::apply);
	}

	final <V extends @Nullable Object, F> F submitted(Callable<V> callable, Tracker tracker,
			Function<Callable<V>, F> submission) {
		return this.originals ? counted(callable, tracker, submission)
				: tracked(new Task.Call<>(this.tasks, tracker, callable), submission::apply);
	}

	/** What becomes of an original is not seen, so it counts as over. */
	private static <K, F extends @Nullable Object> F counted(K original, Tracker tracker, Function<K, F> submission) {
		F result = submission.apply(original);
		tracker.opened(original, original.getClass()).close();
		return result;
	}

	/** Submit, and forget the task if it is rejected. */
	private static <K extends Task, F extends @Nullable Object> F tracked(K task, Function<K, F> submission) {
		try {
			return submission.apply(task);
		}
		catch (RuntimeException | Error ex) {
			task.discard();
			throw ex;
		}
	}

	/** Return the task to hand over: ours, or the original. */
	final <V extends @Nullable Object> Callable<V> toHandOver(Callable<V> callable) {
		return submitted(callable, this.tasks.waiting(), Function.identity());
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
