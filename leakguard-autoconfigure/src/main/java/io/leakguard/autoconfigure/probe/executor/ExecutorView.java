package io.leakguard.autoconfigure.probe.executor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

import io.leakguard.autoconfigure.probe.Turnover;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

import org.springframework.util.CustomizableThreadCreator;

/**
 * One executor, from scan to scan.
 */
final class ExecutorView {

	/**
	 * A copy of so many references takes a tenth of a millisecond under the queue's lock.
	 */
	private static final int TASKS_PER_SCAN = 10_000;

	/** A queue that nothing has left in so many scans is not served. */
	private static final int UNSERVED_SCANS = 8;

	private final String bean;

	private final @Nullable String user;

	private final Executor executor;

	private final ThreadPoolExecutor pool;

	private final Turnover cancelled = new Turnover();

	private final Standstill standstill;

	private long credit;

	private long cancelledCount;

	private long completed = -1;

	private int unservedScans;

	/**
	 * Create a view.
	 * @param bean the name of the bean, or class and field
	 * @param executor the executor
	 * @param pool the pool behind it
	 * @param holders class and field of those that use it
	 * @param stuckAfter how long it must complete nothing to be stuck
	 */
	ExecutorView(String bean, Executor executor, ThreadPoolExecutor pool, List<String> holders, Duration stuckAfter) {
		// several users are told apart by nothing
		this.user = (holders.size() == 1) ? holders.get(0) : null;
		this.bean = bean;
		this.executor = executor;
		this.pool = pool;
		this.standstill = new Standstill(stuckAfter);
	}

	Executor executor() {
		return this.executor;
	}

	/** The size of a queue of another class may cost anything. */
	static boolean isReadable(ThreadPoolExecutor pool) {
		return pool.getQueue().getClass().getName().startsWith("java.util.concurrent.");
	}

	/** A bean of Spring's may have been stopped and started again with another pool. */
	boolean isStale() {
		return this.pool.isShutdown();
	}

	/**
	 * Count.
	 * @param census the census
	 * @param scheduledElsewhere how many scheduled tasks are counted by another probe
	 */
	void count(Census census, int scheduledElsewhere) {
		String name = "executor." + this.bean;
		BlockingQueue<Runnable> queue = this.pool.getQueue();
		if (!isReadable(this.pool)) {
			return;
		}
		int size = queue.size();
		int active = this.pool.getActiveCount();
		long done = this.pool.getCompletedTaskCount();
		census.population(name + ".active", Kind.TASK_STUCK, Unit.TASKS)
			.count(active)
			.bound(boundOf(this.pool.getMaximumPoolSize()))
			.shownOnly();
		if (this.pool instanceof ScheduledThreadPoolExecutor scheduled) {
			long dead = (scheduled.getRemoveOnCancelPolicy()) ? 0 : countCancelled(census, name, queue, size);
			census.population(name + ".scheduled", Kind.DELAYED_TASK_RETAINED, Unit.TASKS)
				.count(Math.max(0, size - dead - scheduledElsewhere))
				.holder(holder())
				.culprit(culprit());
			return;
		}
		Population.Builder waiting = census.population(name + ".queue", Kind.QUEUE_GROWS, Unit.TASKS)
			.count(size)
			.bound(boundOf((long) size + queue.remainingCapacity()))
			.holder(holder())
			.culprit(culprit());
		this.unservedScans = (done == this.completed && size > 0) ? this.unservedScans + 1 : 0;
		if (this.unservedScans >= UNSERVED_SCANS) {
			waiting.sign(Sign.OLDEST_NEVER_LEAVE);
		}
		this.completed = done;
		Fact stuck = this.standstill.look(census.at(), active, done, size, () -> WorkerThreads.look(threadNamePrefix()),
				culprit());
		if (stuck != null) {
			waiting.fact(stuck);
		}
	}

	private long countCancelled(Census census, String name, BlockingQueue<Runnable> queue, int size) {
		this.credit += TASKS_PER_SCAN;
		boolean due = this.credit >= size;
		if (due) {
			this.credit = 0;
			List<Object> found = new ArrayList<>();
			for (Runnable task : queue) {
				// another class may override isCancelled
				if (task instanceof Future<?> future && task.getClass().getName().startsWith("java.util.concurrent.")
						&& future.isCancelled()) {
					found.add(task);
				}
			}
			this.cancelled.look(found);
			this.cancelledCount = found.size();
		}
		Population.Builder population = census
			.population(name + ".cancelled", Kind.CANCELLED_TASKS_RETAINED, Unit.TASKS)
			.count(this.cancelledCount)
			.turnover(this.cancelled.added(), this.cancelled.ended())
			.holder(holder())
			.culprit(culprit());
		if (this.cancelled.neverLeave()) {
			population.sign(Sign.OLDEST_NEVER_LEAVE);
		}
		if (!due) {
			population.stale();
		}
		return this.cancelledCount;
	}

	private Culprit culprit() {
		String user = this.user;
		return Culprit
			.ofType((user != null) ? user.substring(0, user.lastIndexOf('.')) : "executor `" + this.bean + "`");
	}

	private String holder() {
		return (this.user != null && !this.user.equals(this.bean))
				? "%s (queue of executor `%s`)".formatted(this.user, this.bean)
				: "queue of executor `" + this.bean + "`";
	}

	private @Nullable String threadNamePrefix() {
		if (this.executor instanceof CustomizableThreadCreator creator) {
			return creator.getThreadNamePrefix();
		}
		return (this.pool.getThreadFactory() instanceof CustomizableThreadCreator creator)
				? creator.getThreadNamePrefix() : null;
	}

	private static @Nullable Long boundOf(long capacity) {
		return (capacity < Integer.MAX_VALUE) ? capacity : null;
	}

}
