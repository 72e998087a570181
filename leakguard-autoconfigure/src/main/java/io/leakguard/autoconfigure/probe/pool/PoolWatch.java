package io.leakguard.autoconfigure.probe.pool;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is out of one pool and notices that nothing comes back. Four numbers a
 * scan; for one thread.
 */
final class PoolWatch {

	/** A burst is over by then. */
	private static final int SCANS_WITH_WAITERS = 4;

	/** Without anybody who waits it takes longer to tell that a pool is not just idle. */
	private static final int SCANS_WITHOUT = 20;

	private static final Duration AT_LEAST = Duration.ofSeconds(5);

	/** Ten times the longest pause so far: far longer than a use of this pool takes. */
	private static final int TIMES_LONGER = 10;

	private final String population;

	private final Unit unit;

	private final Culprit culprit;

	private long returned = -1;

	private @Nullable Instant since;

	/** The longest pause between two returns, zero as long as none was seen. */
	private Duration longest = Duration.ZERO;

	private int scans;

	private int scansWithWaiters;

	private boolean waited;

	/**
	 * Create a watch.
	 * @param population the name of the population
	 * @param unit what the pool has
	 * @param culprit the pool
	 */
	PoolWatch(String population, Unit unit, Culprit culprit) {
		this.population = population;
		this.unit = unit;
		this.culprit = culprit;
	}

	/**
	 * Count the pool. What is taken out of a pool without a bound and never comes back is
	 * not closed; a pool with a bound is exhausted.
	 * @param census takes the population
	 * @param reading how the pool stands
	 */
	void count(Census census, PoolReading reading) {
		boolean bounded = reading.max() >= 0;
		Population.Builder builder = census
			.population(this.population, bounded ? Kind.POOL_EXHAUSTED : Kind.NOT_CLOSED, this.unit)
			.count(reading.active())
			.culprit(this.culprit);
		if (bounded) {
			builder.bound(reading.max()).limit(reading.max());
		}
		else {
			builder.turnover(reading.returned() + reading.active(), reading.returned());
		}
		Fact fact = look(census.at(), reading);
		if (fact != null) {
			builder.fact(fact);
		}
	}

	/**
	 * That nothing comes back although somebody waits proves an exhausted pool. Without
	 * anybody who waits it only proves that what is out is used for long: a batch, or
	 * consumers that each block on one for ever. This is told only where it was otherwise
	 * before, and never as a limit that is reached.
	 */
	private @Nullable Fact look(Instant now, PoolReading reading) {
		boolean full = reading.max() >= 0 && reading.active() >= reading.max();
		if (reading.returned() != this.returned || this.since == null || reading.active() == 0) {
			if (this.since != null && reading.returned() != this.returned) {
				Duration pause = Duration.between(this.since, now);
				this.longest = (pause.compareTo(this.longest) > 0) ? pause : this.longest;
			}
			this.returned = reading.returned();
			this.since = now;
			this.scans = 0;
			this.scansWithWaiters = 0;
			this.waited = false;
			return null;
		}
		this.scansWithWaiters = (reading.waiting() > 0) ? this.scansWithWaiters + 1 : 0;
		this.waited |= reading.waiting() > 0;
		this.scans = full ? this.scans + 1 : 0;
		Duration stood = Duration.between(this.since, now);
		if (this.scansWithWaiters >= SCANS_WITH_WAITERS) {
			return exhausted(reading,
					"nothing has come back for " + stood.toSeconds() + " s, and " + reading.waiting() + " wait for it");
		}
		if (this.scans < SCANS_WITHOUT || stood.compareTo(AT_LEAST) < 0) {
			return null;
		}
		if (this.waited) {
			return exhausted(reading, "nothing has come back for " + stood.toSeconds()
					+ " s, there is none left, and some have waited for it");
		}
		if (!this.longest.isZero() && stood.compareTo(this.longest.multipliedBy(TIMES_LONGER)) >= 0) {
			return Fact.observed(Kind.HELD_TOO_LONG, this.culprit, reading.active(), this.since,
					detail(reading, "nothing has come back for " + stood.toSeconds()
							+ " s, far longer than ever before, and there is none left"));
		}
		return null;
	}

	private Fact exhausted(PoolReading reading, String then) {
		return new Fact(Kind.POOL_EXHAUSTED, this.culprit, reading.active(), false, this.since, detail(reading, then),
				(reading.max() >= 0) ? reading.max() : null);
	}

	private static String detail(PoolReading reading, String then) {
		return reading.active() + ((reading.max() >= 0) ? " of " + reading.max() : "") + " are out of the pool; "
				+ then;
	}

}
