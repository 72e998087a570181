package io.leakguard.bench.trend;

/**
 * The seeds of a run. What is tuned on some series says nothing when it is reported on
 * the same ones, so there are two sets: anybody who changes a detector looks at the
 * series of {@link #TUNING}, and what is published comes from {@link #HELD_OUT}.
 */
final class Seeds {

	/** For those who change a detector. */
	static final long TUNING = 1;

	/** For the published tables; nobody tunes on it. */
	static final long HELD_OUT = 20261125;

	private Seeds() {
	}

	/**
	 * Return the seed of one series, which shares nothing with that of its neighbours.
	 * @param base the seed of the run
	 * @param series the number of the series
	 * @param salt what the seed is for
	 * @return the seed
	 */
	static long of(long base, long series, int salt) {
		return mix(mix(mix(base) + series) + salt);
	}

	/** The finalizer of SplitMix64. */
	private static long mix(long value) {
		long mixed = value + 0x9e3779b97f4a7c15L;
		mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
		return mixed ^ (mixed >>> 31);
	}

}
