package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How often something costly may be done: not more often than every interval, not for
 * more than a share of the time, and not at all for a while if the last time took too
 * long. The probes give it the time of the scan, so it has no clock of its own. Used by
 * the scan thread alone.
 */
public final class Ration {

	/** How many intervals to wait after it took too long. */
	private static final int REST = 20;

	/**
	 * Uses that are remembered: the cheapest counts, because what slows one down by
	 * chance is the machine, and that all of them were slow is no chance.
	 */
	private static final int REMEMBERED = 4;

	/** Uses of a light one that are charged little: they load classes as well. */
	private static final int FIRST = 3;

	private static final long LITTLE_NANOS = 10_000_000;

	/** How many times longer than otherwise due the wait for what shows nothing gets. */
	private static final int LONGEST = 64;

	private final Duration interval;

	private final double share;

	private final Duration longest;

	private final long[] recent = new long[REMEMBERED];

	private boolean forgiving;

	private int inVain = 1;

	private int uses;

	private @Nullable Instant next;

	/**
	 * Create a ration.
	 * @param interval the shortest time between two uses
	 * @param share the largest share of the time that may be spent, such as 0.01; after a
	 * use that cost 10 ms there is none for a second
	 * @param longest what one use may take; if it took longer, there is none for 20 times
	 * the wait that would otherwise be due, and at least 20 intervals
	 */
	public Ration(Duration interval, double share, Duration longest) {
		this.interval = interval;
		this.share = share;
		this.longest = longest;
	}

	/**
	 * Return the ration for things that are measured in single milliseconds: as often as
	 * one scans, but for at most one percent of the time, so that a service does not
	 * notice it even while everything is under suspicion. The first use is free and the
	 * next two cost little, because they load classes and say nothing of the others.
	 * @return the ration
	 */
	public static Ration light() {
		Ration ration = new Ration(Duration.ZERO, 0.01, Duration.ofMillis(100));
		ration.forgiving = true;
		return ration;
	}

	/**
	 * Return the ration for things that take time on the scan thread alone and stop
	 * nobody: for at most a twentieth of its time. The first use is free.
	 * @return the ration
	 */
	static Ration unnoticed() {
		Ration ration = new Ration(Duration.ZERO, 0.05, Duration.ofSeconds(1));
		ration.forgiving = true;
		return ration;
	}

	/**
	 * Return the ration for things that stop the application for tens or hundreds of
	 * milliseconds: every third scan, at most once a minute when scans are far apart, and
	 * for at most two percent of the time, which is spent only while something is under
	 * suspicion.
	 * @param scanInterval the time between two scans
	 * @param longestPause the longest pause that the operator allows
	 * @return the ration
	 */
	public static Ration heavy(Duration scanInterval, Duration longestPause) {
		Duration third = scanInterval.multipliedBy(3);
		Duration minute = Duration.ofMinutes(1);
		return new Ration((third.compareTo(minute) < 0) ? third : minute, 0.02, longestPause);
	}

	/**
	 * Return whether it may be done now.
	 * @param now the time of the scan
	 * @return whether there is something left
	 */
	public boolean allows(Instant now) {
		return this.next == null || !now.isBefore(this.next);
	}

	/**
	 * Account for one use. One that was slow by chance, because the machine was busy with
	 * something else, counts as much as the cheapest of those before it.
	 * @param now the time of the scan
	 * @param nanos what it took
	 */
	public void spend(Instant now, long nanos) {
		spend(now, nanos, true);
	}

	/**
	 * Account for one use. As long as uses show nothing, each waits twice as long as the
	 * one before it: in a healthy service what is looked for is not there, and the cost
	 * of looking for it goes towards nothing.
	 * @param now the time of the scan
	 * @param nanos what it took
	 * @param shown whether it showed what it is used for
	 */
	void spend(Instant now, long nanos, boolean shown) {
		this.inVain = shown ? 1 : Math.min(2 * this.inVain, LONGEST);
		this.recent[this.uses++ % REMEMBERED] = nanos;
		if (this.forgiving && this.uses == 1) {
			return;
		}
		long cost = nanos;
		for (int i = 0; i < Math.min(this.uses, REMEMBERED); i++) {
			cost = Math.min(cost, this.recent[i]);
		}
		if (this.forgiving && this.uses <= FIRST) {
			cost = Math.min(cost, LITTLE_NANOS);
		}
		Duration wait = Duration.ofNanos((long) (cost / this.share)).multipliedBy(this.inVain);
		if (wait.compareTo(this.interval) < 0) {
			wait = this.interval;
		}
		if (cost > this.longest.toNanos()) {
			wait = wait.multipliedBy(REST);
		}
		this.next = now.plus(wait);
	}

}
