package io.leakguard.scan;

import java.time.Duration;
import java.util.Arrays;

import io.leakguard.finding.ProbeTime;
import io.leakguard.population.Attention;
import io.leakguard.population.Census.Counted;
import io.leakguard.population.Population;
import org.jspecify.annotations.Nullable;

/**
 * How long one probe takes and how often it is asked therefore. What counts is the time
 * that it computes: a machine that is busy with other things makes no probe dear. Belongs
 * to the scan thread.
 */
final class ProbePace {

	/** Scans of which the durations are known. */
	private static final int RECENT = 32;

	/** Part of the time between two scans that one probe may compute. */
	private static final double SHARE = 0.02;

	/**
	 * What it may compute however close together the scans are: a machine that is asked
	 * to look twice a second is asked to look.
	 */
	private static final Duration LEAST = Duration.ofMillis(20);

	/** Scans that it sits out at most, so that a leak is found late rather than never. */
	private static final int LONGEST_REST = 20;

	private final long allowed;

	private final long[] recent = new long[RECENT];

	private int asked;

	private double cost;

	private int rest;

	private @Nullable Counted last;

	ProbePace(Duration interval) {
		this.allowed = Math.max(LEAST.toNanos(), (long) (interval.toNanos() * SHARE));
	}

	/**
	 * Return what it counted last if it is to sit out this scan. One that is under
	 * suspicion never does.
	 */
	@Nullable Counted restingOn(Attention attention) {
		Counted counted = this.last;
		if (counted == null || this.rest == 0) {
			return null;
		}
		for (Population population : counted.populations()) {
			if (attention.isOn(population.name())) {
				return null;
			}
		}
		this.rest--;
		return counted;
	}

	/**
	 * Take note of an answer. The first one loads classes and says nothing of the next.
	 * @param counted what was counted
	 * @param waited how long it took
	 * @param computed the part of it in which the thread ran
	 */
	void answered(Counted counted, long waited, long computed) {
		this.recent[this.asked % RECENT] = waited;
		this.asked++;
		this.cost = (this.asked <= 2) ? computed : (3 * this.cost + computed) / 4;
		this.rest = (this.asked == 1) ? 0 : (int) Math.min(LONGEST_REST, this.cost / this.allowed);
		this.last = (this.rest > 0) ? counted : null;
	}

	ProbeTime time(String name) {
		long[] sorted = Arrays.copyOf(this.recent, Math.min(this.asked, RECENT));
		Arrays.sort(sorted);
		return (sorted.length == 0) ? new ProbeTime(name, Duration.ZERO, Duration.ZERO) : new ProbeTime(name,
				Duration.ofNanos(sorted[sorted.length / 2]), Duration.ofNanos(sorted[sorted.length - 1]));
	}

}
