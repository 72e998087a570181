package io.leakguard.tracking;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * A task on its way through an executor: waits, runs, has ended. Runs what the caller
 * gave. It is not held by us while it waits, so that a cancelled or discarded one is
 * simply collected.
 */
sealed class Task {

	private final Tasks tasks;

	private final Class<?> type;

	private final Handle waiting;

	private volatile @Nullable Thread thread;

	private volatile long startedAt;

	private volatile @Nullable String stuckAt;

	Task(Tasks tasks, Tracker tracker, Object original) {
		this.tasks = tasks;
		this.type = original.getClass();
		this.waiting = tracker.opened(this, this.type);
	}

	Class<?> type() {
		return this.type;
	}

	/** The thread that runs it now. */
	@Nullable Thread thread() {
		return this.thread;
	}

	long startedAt() {
		return this.startedAt;
	}

	/** Where it was first seen to be stuck: a finding must not change its identity. */
	@Nullable String stuckAt(@Nullable String site) {
		if (this.stuckAt == null) {
			this.stuckAt = site;
		}
		return this.stuckAt;
	}

	/** Say that it will never run. */
	void discard() {
		this.waiting.close();
	}

	void begin(boolean again) {
		if (!again) {
			this.waiting.close();
		}
		this.startedAt = this.tasks.now();
		this.stuckAt = null;
		this.thread = Thread.currentThread();
		this.tasks.started(this);
	}

	void end(boolean failed) {
		this.thread = null;
		this.tasks.finished(this, failed);
	}

	/** A task without a result. */
	static sealed class Run extends Task implements Runnable {

		private final Runnable original;

		private final boolean periodic;

		Run(Tasks tasks, Tracker tracker, Runnable original, boolean periodic) {
			super(tasks, tracker, original);
			this.original = original;
			this.periodic = periodic;
		}

		static Run of(Tasks tasks, Tracker tracker, Runnable original, boolean periodic) {
			return (!periodic && original instanceof Comparable<?> comparable)
					? new Ordered(tasks, tracker, original, comparable) : new Run(tasks, tracker, original, periodic);
		}

		/** Return what the caller gave. */
		Runnable original() {
			return this.original;
		}

		@Override
		public void run() {
			boolean failed = true;
			begin(this.periodic);
			try {
				this.original.run();
				failed = false;
			}
			finally {
				end(failed);
				if (failed && this.periodic) {
					discard();
				}
			}
		}

		@Override
		public String toString() {
			return this.original.toString();
		}

	}

	/** A task for a priority queue. */
	static final class Ordered extends Run implements Comparable<Object> {

		private final Comparable<?> order;

		Ordered(Tasks tasks, Tracker tracker, Runnable original, Comparable<?> order) {
			super(tasks, tracker, original, false);
			this.order = order;
		}

		@Override
		@SuppressWarnings("unchecked")
		public int compareTo(Object other) {
			return ((Comparable<Object>) this.order).compareTo((other instanceof Run run) ? run.original() : other);
		}

	}

	/** A task with a result. */
	static final class Call<V extends @Nullable Object> extends Task implements Callable<V> {

		private final Callable<V> original;

		Call(Tasks tasks, Tracker tracker, Callable<V> original) {
			super(tasks, tracker, original);
			this.original = original;
		}

		@Override
		public V call() throws Exception {
			boolean failed = true;
			begin(false);
			try {
				V result = this.original.call();
				failed = false;
				return result;
			}
			finally {
				end(failed);
			}
		}

		@Override
		public String toString() {
			return this.original.toString();
		}

	}

}
