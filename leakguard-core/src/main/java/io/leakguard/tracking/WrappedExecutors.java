package io.leakguard.tracking;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

import org.jspecify.annotations.Nullable;

/**
 * The executors that were wrapped, held weakly: one that is wrapped again and again, such
 * as a shared pool at every request, is still one executor. Thread-safe.
 */
final class WrappedExecutors {

	/**
	 * Who has more executors at a time has a leak that has long been told; further ones
	 * count at every wrapping.
	 */
	private static final int MAX = 10_000;

	private final ReferenceQueue<Executor> gone = new ReferenceQueue<>();

	private final Map<Object, Wrapped> known = new HashMap<>();

	/**
	 * Return the handle of an executor, opened at the first call.
	 * @param executor the executor
	 * @param tracker opens it
	 * @return the handle
	 */
	synchronized Handle running(ExecutorService executor, Tracker tracker) {
		Wrapped wrapped = of(executor);
		if (wrapped.running == null) {
			wrapped.running = tracker.opened(executor);
		}
		return wrapped.running;
	}

	/**
	 * Return whether an executor was not wrapped with these tasks before.
	 * @param executor the executor
	 * @param tasks the tasks
	 * @return whether it is the first time
	 */
	synchronized boolean isNew(Executor executor, Tasks tasks) {
		return of(executor).tasks.add(tasks);
	}

	private Wrapped of(Executor executor) {
		Reference<? extends Executor> reference = this.gone.poll();
		while (reference != null) {
			this.known.remove(reference);
			reference = this.gone.poll();
		}
		Wrapped wrapped = this.known.get(new Identity(executor));
		if (wrapped == null) {
			wrapped = new Wrapped(executor, this.gone);
			if (this.known.size() < MAX) {
				this.known.put(wrapped, wrapped);
			}
		}
		return wrapped;
	}

	synchronized int size() {
		return this.known.size();
	}

	synchronized void clear() {
		this.known.clear();
	}

	/** What to look for; equal to the reference that stands for the same executor. */
	private record Identity(Executor executor) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Wrapped wrapped && wrapped.refersTo(this.executor);
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.executor);
		}

	}

	private static final class Wrapped extends WeakReference<Executor> {

		private final int hash;

		private final Set<Tasks> tasks = Collections.newSetFromMap(new IdentityHashMap<>(2));

		private @Nullable Handle running;

		Wrapped(Executor executor, ReferenceQueue<Executor> gone) {
			super(executor, gone);
			this.hash = System.identityHashCode(executor);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other == this;
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
