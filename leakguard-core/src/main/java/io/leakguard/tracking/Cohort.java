package io.leakguard.tracking;

import java.util.function.LongFunction;

/**
 * Follows the members that were there at a mark, to tell a population whose old members
 * leave, which is alive, from one whose oldest never do.
 * <p>
 * What was there at the baseline, such as everything that is registered once at start, is
 * left out: it stays in healthy applications too. Members of the cohort that are only
 * slow leave during the following scans, and the wait begins anew each time. What is left
 * over counts as never leaving when none of at least {@value #MIN_SURVIVORS} survivors
 * left while twice as many were opened as were live. If members leave independently and
 * the population turns over, the chance of that is e^(-2·{@value #MIN_SURVIVORS}), one in
 * eight million; if each lives equally long, it is none.
 * <p>
 * Handles come and go meanwhile. So a time is published first, and then the members up to
 * that time are counted, each stripe under its lock: whoever is counted and leaves later
 * is then counted as having left. A member that is counted and whose leaving is not would
 * be one that never leaves.
 */
final class Cohort {

	/** Fewer survivors than this could be coincidence. */
	static final int MIN_SURVIVORS = 8;

	/** Bursts between two scans must not be taken for a long time. */
	static final int MIN_SCANS = 5;

	private volatile long baseline = Long.MIN_VALUE;

	private volatile long mark = Long.MIN_VALUE;

	private long startup;

	private long startupLeftBefore;

	private long members;

	private long leftBefore;

	private long left;

	private long quietSinceOpened;

	private long liveWhenQuiet;

	private int quietScans;

	private boolean staying;

	private long leftWhenStaying;

	/** What was opened until then is part of the start of the application. */
	long baseline() {
		return this.baseline;
	}

	/** What was opened until then is followed. */
	long mark() {
		return this.mark;
	}

	/**
	 * Take what is there now for the start of the application.
	 * @param now the time; handles may have been opened since
	 * @param until counts what is there, and what of it is later than a time
	 */
	synchronized void rebase(long now, LongFunction<Stripe.Counts> until) {
		this.mark = Long.MIN_VALUE;
		this.staying = false;
		this.baseline = now - 1;
		Stripe.Counts counts = until.apply(this.baseline);
		this.startup = Math.max(0, counts.live() - counts.later);
		this.startupLeftBefore = counts.startupLeft;
	}

	/**
	 * Look again.
	 * @param now the time; handles may have been opened since
	 * @param counts what is there
	 * @param until counts what is there, and what of it is later than a time
	 * @param lifetime how long a member may reasonably live, in milliseconds
	 * @return whether the oldest members never leave while new ones keep coming
	 */
	synchronized boolean observe(long now, Stripe.Counts counts, LongFunction<Stripe.Counts> until, long lifetime) {
		if (this.mark == Long.MIN_VALUE) {
			follow(now, counts, until);
			return false;
		}
		long leftNow = counts.cohortLeft - this.leftBefore;
		if (this.members - leftNow < MIN_SURVIVORS) {
			this.staying = false;
			follow(now, counts, until);
			return false;
		}
		if (leftNow != this.left) {
			this.left = leftNow;
			if (this.staying && leftNow - this.leftWhenStaying <= this.members / 8) {
				return true;
			}
			this.staying = false;
			beQuiet(counts);
			return false;
		}
		this.quietScans++;
		if (!this.staying && this.quietScans >= MIN_SCANS && now - this.mark >= lifetime
				&& counts.opened - this.quietSinceOpened >= 2 * this.liveWhenQuiet) {
			this.staying = true;
			this.leftWhenStaying = leftNow;
		}
		return this.staying;
	}

	private void follow(long now, Stripe.Counts counts, LongFunction<Stripe.Counts> until) {
		if (liveSinceStart(counts) < MIN_SURVIVORS) {
			this.mark = Long.MIN_VALUE;
			return;
		}
		this.mark = now - 1;
		Stripe.Counts marked = until.apply(this.mark);
		this.members = liveSinceStart(marked) - marked.later;
		if (this.members < MIN_SURVIVORS) {
			this.mark = Long.MIN_VALUE;
			return;
		}
		this.leftBefore = marked.cohortLeft;
		this.left = 0;
		beQuiet(marked);
	}

	private void beQuiet(Stripe.Counts counts) {
		this.quietScans = 0;
		this.quietSinceOpened = counts.opened;
		this.liveWhenQuiet = liveSinceStart(counts);
	}

	private long liveSinceStart(Stripe.Counts counts) {
		return counts.live() - Math.max(0, this.startup - (counts.startupLeft - this.startupLeftBefore));
	}

}
