package io.leakguard.autoconfigure.probe.executor;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a pool has come to a standstill: tasks wait, tasks run, none of them has
 * been completed for far longer than this pool has ever needed before, and the threads
 * that run them do nothing meanwhile. A few long tasks in a small pool, the reports of
 * the night say, look the same but for their threads, which work. Costs three numbers a
 * scan; the threads are looked at only when nothing has been completed for long.
 */
final class Standstill {

	/** Ten times the longest pause so far: far longer than tasks of its kind take. */
	private static final int TIMES_LONGER = 10;

	/** Where scans are frequent, a look stands for the usual time between two scans. */
	private static final Duration A_SCAN_STANDS_FOR = Duration.ofSeconds(15);

	private static final Duration AT_LEAST_WITH_SCANS = Duration.ofSeconds(5);

	/** The threads are looked at for as long as half of the time that is long enough. */
	private static final int LOOKING = 2;

	/**
	 * Of threads that cannot be told from others nobody knows whether they work. A batch
	 * may take an hour.
	 */
	private static final int TIMES_LONGER_UNSEEN = 12;

	/** A pool that has completed fewer tasks has shown nothing of its habits. */
	private static final int ENOUGH_COMPLETED = 10;

	private final Duration stuckAfter;

	private long completed = -1;

	private @Nullable Instant since;

	private int scans;

	private Duration longest = Duration.ZERO;

	private @Nullable WorkerThreads looked;

	private @Nullable Instant lookedAt;

	private @Nullable Instant stillSince;

	private int stillScans;

	private @Nullable Culprit culprit;

	/**
	 * Create.
	 * @param stuckAfter how long nothing must be completed at least
	 */
	Standstill(Duration stuckAfter) {
		this.stuckAfter = stuckAfter;
	}

	/**
	 * Look at a pool.
	 * @param now the time of the scan
	 * @param active how many tasks run
	 * @param completed how many have been completed so far
	 * @param waiting how many wait
	 * @param threads looks at its threads, if they can be told from others
	 * @param pool the pool
	 * @return the fact or {@code null} if it works
	 */
	@Nullable Fact look(Instant now, int active, long completed, int waiting, Supplier<@Nullable WorkerThreads> threads,
			Culprit pool) {
		if (completed != this.completed || active == 0 || waiting == 0 || this.since == null) {
			if (this.since != null && completed > ENOUGH_COMPLETED) {
				Duration pause = Duration.between(this.since, now);
				this.longest = (pause.compareTo(this.longest) > 0) ? pause : this.longest;
			}
			this.completed = completed;
			this.since = now;
			this.scans = 0;
			this.looked = null;
			this.culprit = null;
			return null;
		}
		this.scans++;
		Duration stood = Duration.between(this.since, now);
		if (completed < ENOUGH_COMPLETED || !isLong(stood, this.scans, LOOKING)) {
			return null;
		}
		WorkerThreads seen = threads.get();
		boolean still = (seen != null) ? areStill(seen, now)
				: stood.compareTo(this.stuckAfter.multipliedBy(TIMES_LONGER_UNSEEN)) >= 0;
		if (!still || !isLong(stood, this.scans, 1)) {
			this.culprit = null;
			return null;
		}
		if (this.culprit == null) {
			this.culprit = pool.at((seen != null) ? seen.site() : null);
		}
		return Fact.observed(Kind.TASK_STUCK, this.culprit, active, this.since, active + " tasks run and " + waiting
				+ " wait, and none of them was completed within " + stood.toSeconds() + " s");
	}

	private boolean areStill(WorkerThreads seen, Instant now) {
		WorkerThreads before = this.looked;
		if (before == null || this.lookedAt == null || this.stillSince == null
				|| seen.haveMovedSince(before, Duration.between(this.lookedAt, now))) {
			this.stillSince = now;
			this.stillScans = 0;
		}
		else {
			this.stillScans++;
		}
		this.looked = seen;
		this.lookedAt = now;
		return isLong(Duration.between(this.stillSince, now), this.stillScans, LOOKING);
	}

	private boolean isLong(Duration stood, int scans, int times) {
		Duration counted = A_SCAN_STANDS_FOR.multipliedBy(scans);
		Duration worth = (stood.compareTo(AT_LEAST_WITH_SCANS) >= 0 && counted.compareTo(stood) > 0) ? counted : stood;
		return worth.multipliedBy(times).compareTo(this.stuckAfter) >= 0
				&& stood.multipliedBy(times).compareTo(this.longest.multipliedBy(TIMES_LONGER)) >= 0;
	}

}
