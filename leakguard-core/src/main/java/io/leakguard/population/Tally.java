package io.leakguard.population;

/**
 * How many members there are, and how many have come and gone.
 *
 * @param count how many there are now
 * @param added how many have been added so far, or -1 if nobody counts
 * @param ended how many have ended so far, or -1 if nobody counts
 */
record Tally(long count, long added, long ended) {

	static final Tally NONE = new Tally(0, -1, -1);

	Tally withCount(long count) {
		return new Tally(count, this.added, this.ended);
	}

	Tally withTurnover(long added, long ended) {
		return new Tally(this.count, added, ended);
	}

}
