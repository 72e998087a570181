package io.leakguard.scan;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.history.History;
import io.leakguard.population.Group;
import io.leakguard.population.Population;

/**
 * The history of one population or group, and what tells how much it would be missed.
 */
final class Series {

	/**
	 * Scans in which something has never moved, after which it may give way to what is
	 * new: in as many what is no longer counted is forgotten.
	 */
	static final int UNMOVED = Histories.FORGET_AFTER;

	/** Scans in which a probe may have failed, or been late, and be back. */
	static final int GONE_AFTER = 5;

	/**
	 * What has moved may be a slow leak: one that adds something every day is kept.
	 */
	private static final Duration STANDSTILL = Duration.ofDays(1);

	private final History history;

	private final String population;

	private final String key;

	private final long firstScan;

	private long lastScan;

	private Instant movedAt;

	Series(Reading first, Instant at, long scan) {
		this.population = first.population();
		this.key = first.key();
		this.history = new History(at);
		this.firstScan = scan;
		this.movedAt = at;
	}

	void extend(Reading reading, Instant at, long scan) {
		this.lastScan = scan;
		if (reading.fresh()) {
			double before = this.history.last();
			this.history.append(at, reading.count(), reading.added(), reading.ended());
			this.movedAt = (this.history.last() != before) ? at : this.movedAt;
		}
	}

	void extendWithZero(Instant at) {
		if (this.history.last() != 0) {
			this.history.append(at, 0);
			this.movedAt = at;
		}
	}

	History history() {
		return this.history;
	}

	String population() {
		return this.population;
	}

	String key() {
		return this.key;
	}

	long lastScan() {
		return this.lastScan;
	}

	Instant movedAt() {
		return this.movedAt;
	}

	/** Return how much it is worth: the lower, the sooner it gives way. */
	Worth worth(Instant at, long scan) {
		if (this.lastScan != scan) {
			return (scan - this.lastScan > GONE_AFTER) ? Worth.GONE : Worth.KEPT;
		}
		boolean still = this.history.hasChanged() ? !this.movedAt.plus(STANDSTILL).isAfter(at)
				: scan - this.firstScan >= UNMOVED;
		if (!still) {
			return Worth.KEPT;
		}
		// what a report shows of a population it shows of the whole
		return this.key.isEmpty() ? Worth.STILL_AS_A_WHOLE : this.history.hasChanged() ? Worth.STILL : Worth.UNMOVED;
	}

	/** What a history is worth when there is no room for another. */
	enum Worth {

		GONE, UNMOVED, STILL, STILL_AS_A_WHOLE, KEPT

	}

	/**
	 * What was counted of one population or group.
	 *
	 * @param population the name of the population
	 * @param key the key of the group, empty for the population as a whole
	 * @param fresh whether it was measured since the last scan
	 * @param count how many there are
	 * @param added how many have been added so far, or -1 if nobody counts
	 * @param ended how many have ended so far, or -1 if nobody counts
	 */
	record Reading(String population, String key, boolean fresh, long count, long added, long ended) {

		static Reading of(Population population) {
			return new Reading(population.name(), "", population.isFresh(), population.count(), population.added(),
					population.ended());
		}

		static Reading of(Population population, Group group) {
			return new Reading(population.name(), group.key(), population.isFresh(), group.count(), group.added(),
					group.ended());
		}

	}

}
