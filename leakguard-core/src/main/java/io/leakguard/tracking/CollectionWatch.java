package io.leakguard.tracking;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Learns what the collector has collected, and whether it has looked at old objects at
 * all. It has one daemon thread, {@code leakguard-reaper}, that sleeps most of the time;
 * without it, everything is learnt at the scans. Thread-safe; can be started again after
 * it was stopped.
 */
public final class CollectionWatch {

	private static final System.Logger logger = System.getLogger(CollectionWatch.class.getName());

	private static final long TICK_MILLIS = 1000;

	private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

	private final CollectionCycles cycles;

	private final List<Tick> ticks = new CopyOnWriteArrayList<>();

	private final Object lifecycle = new Object();

	private volatile long qualifyingCycles;

	private @Nullable Thread reaper;

	/**
	 * Create a watch that proves collections with canaries.
	 */
	public CollectionWatch() {
		this(new CanaryCycles());
	}

	/**
	 * Create a watch.
	 * @param cycles counts the collections that matter
	 */
	public CollectionWatch(CollectionCycles cycles) {
		this.cycles = cycles;
	}

	/**
	 * Start the thread, unless it runs.
	 */
	public void start() {
		synchronized (this.lifecycle) {
			if (this.reaper == null) {
				Thread thread = new Thread(this::run, "leakguard-reaper");
				thread.setDaemon(true);
				thread.setContextClassLoader(null);
				this.reaper = thread;
				thread.start();
			}
		}
	}

	/**
	 * Stop the thread and wait for it, two seconds at most.
	 */
	public void stop() {
		Thread thread;
		synchronized (this.lifecycle) {
			thread = this.reaper;
			this.reaper = null;
		}
		if (thread == null || thread == Thread.currentThread()) {
			return;
		}
		thread.interrupt();
		try {
			thread.join(2 * TICK_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Return how many collections that would have collected an old object were seen.
	 * @return the number
	 */
	public long qualifyingCycles() {
		return this.qualifyingCycles;
	}

	/**
	 * Have something done about once a second, on the thread of this watch, in a
	 * millisecond or less. If it throws, that is logged, once in a row.
	 * @param action what to do
	 * @return ends it
	 */
	public Handle onTick(Runnable action) {
		Tick tick = new Tick(action);
		this.ticks.add(tick);
		return () -> this.ticks.remove(tick);
	}

	ReferenceQueue<Object> queue() {
		return this.queue;
	}

	/**
	 * Learn now what the collector has done so far.
	 */
	void drain() {
		synchronized (this.queue) {
			this.qualifyingCycles = Math.max(this.qualifyingCycles, this.cycles.observe());
			Reference<?> reference = this.queue.poll();
			while (reference != null) {
				reap(reference);
				reference = this.queue.poll();
			}
		}
	}

	private void run() {
		long nextTick = System.nanoTime();
		while (isCurrent()) {
			try {
				long wait = (nextTick - System.nanoTime()) / 1_000_000;
				Reference<?> reference = (wait > 0) ? this.queue.remove(wait) : this.queue.poll();
				if (reference != null) {
					synchronized (this.queue) {
						reap(reference);
					}
				}
				if (System.nanoTime() - nextTick >= 0) {
					nextTick = System.nanoTime() + TICK_MILLIS * 1_000_000;
					drain();
					this.ticks.forEach(Tick::run);
				}
			}
			catch (InterruptedException ex) {
				// stop() asks for it; anybody else's interrupt changes nothing
			}
			catch (Throwable ex) {
				tell(ex);
			}
		}
	}

	/** When memory has run out the log has none either, and the thread must go on. */
	private static void tell(Throwable failure) {
		try {
			logger.log(System.Logger.Level.WARNING, "The collection watch failed and goes on", failure);
		}
		catch (Throwable ex) {
			// then nobody is told
		}
	}

	private boolean isCurrent() {
		synchronized (this.lifecycle) {
			return this.reaper == Thread.currentThread();
		}
	}

	private static void reap(Reference<?> reference) {
		if (reference instanceof Reapable reapable) {
			try {
				reapable.reap();
			}
			catch (RuntimeException | Error ex) {
				logger.log(System.Logger.Level.WARNING, "The collection watch goes on after a failure", ex);
			}
		}
	}

	private static final class Tick {

		private final Runnable action;

		private boolean failed;

		Tick(Runnable action) {
			this.action = action;
		}

		void run() {
			try {
				this.action.run();
				this.failed = false;
			}
			catch (RuntimeException | Error ex) {
				boolean failedBefore = this.failed;
				// before it is told: a log that fails must not keep the other actions
				// waiting
				// for more than one second
				this.failed = true;
				if (!failedBefore) {
					logger.log(System.Logger.Level.WARNING, "An action that is due every second failed", ex);
				}
			}
		}

	}

}
