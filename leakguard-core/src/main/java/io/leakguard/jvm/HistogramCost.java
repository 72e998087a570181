package io.leakguard.jvm;

import java.util.function.DoubleSupplier;

/**
 * What a class histogram costs, foretold from the used heap and learnt from those that
 * were taken. Used by the scan thread alone.
 */
final class HistogramCost {

	/** Measured: 0.43 s for 2 GB. */
	private static final double NANOS_PER_BYTE = 0.22;

	/** Measured: 1.65 s for 2 GB, with the full collection that it asks for. */
	private static final double COLLECTION_NANOS_PER_BYTE = 0.83;

	/** By how much a machine may be slower than the one that was measured. */
	private static final double SLOWER = 4;

	/** Beyond this factor it is not slower but busy, and will not stay so. */
	private static final double SLOW = 2;

	/** Room for a thread switch or two, in histograms that take no time themselves. */
	private static final long BUSY_NANOS = 20_000_000;

	/**
	 * Histograms that are remembered: the cheapest of them counts, because what slows one
	 * down is the machine.
	 */
	private static final int REMEMBERED = 4;

	private final double[] nanosPerByte = new double[REMEMBERED];

	private int taken;

	private double collectionNanosPerByte = COLLECTION_NANOS_PER_BYTE;

	private boolean collectedBefore;

	private double share = 1;

	private boolean shareKnown;

	/**
	 * Return for how long a histogram of everything in the heap will stop the
	 * application.
	 * @param heap the used heap in bytes
	 * @return the time in nanoseconds
	 */
	double expected(long heap) {
		return heap * nanosPerByte();
	}

	/**
	 * Return the same for a glance, as an ordinary machine would take: where all were
	 * slow the machine is, and whatever stops the application there, such as the
	 * collection before the glance, stops it for longer. It is given twice the time.
	 * @param heap the used heap in bytes
	 * @return the time in nanoseconds
	 */
	double expectedOfAGlance(long heap) {
		double nanos = nanosPerByte();
		return heap * Math.min(nanos, Math.max(nanos / SLOW, SLOW * NANOS_PER_BYTE));
	}

	private double nanosPerByte() {
		// four that were all slower are no chance, with some collectors they always are
		double cheapest = (this.taken == 0) ? NANOS_PER_BYTE
				: (this.taken < REMEMBERED) ? SLOW * NANOS_PER_BYTE : Double.POSITIVE_INFINITY;
		for (int i = 0; i < Math.min(this.taken, REMEMBERED); i++) {
			cheapest = Math.min(cheapest, this.nanosPerByte[i]);
		}
		return cheapest;
	}

	/**
	 * Return for how long a histogram of what survives a full collection will.
	 * @param heap the used heap in bytes
	 * @return the time in nanoseconds
	 */
	double expectedWithCollection(long heap) {
		return heap * this.collectionNanosPerByte / this.share;
	}

	/**
	 * The same, on this machine: before the first one it is measured what the machine
	 * gives a thread, because one that is throttled stops for as many times longer.
	 * @param heap the used heap in bytes
	 * @param share measures the part of a processor that a thread is given
	 * @return the time in nanoseconds
	 */
	double expectedWithCollection(long heap, DoubleSupplier share) {
		if (!this.shareKnown) {
			this.shareKnown = true;
			this.share = share.getAsDouble();
		}
		return expectedWithCollection(heap);
	}

	/**
	 * Learn from one, and say what to account for it: what the machine was busy with
	 * otherwise is no cost of ours.
	 * @param heap the used heap in bytes
	 * @param nanos what it took
	 * @param collected whether it asked for a collection
	 * @return the cost in nanoseconds
	 */
	long account(long heap, long nanos, boolean collected) {
		double expected = heap * (collected ? COLLECTION_NANOS_PER_BYTE : NANOS_PER_BYTE);
		long cost = Math.min(nanos, (long) (SLOWER * expected) + BUSY_NANOS);
		if (collected) {
			double seen = (double) Math.max(0, nanos - BUSY_NANOS) / Math.max(1, heap);
			// the first one shows what was guessed; the cheapest counts from then on
			this.collectionNanosPerByte = this.collectedBefore ? Math.min(this.collectionNanosPerByte, seen)
					: Math.max(COLLECTION_NANOS_PER_BYTE, seen);
			this.collectedBefore = true;
			this.share = 1;
		}
		else {
			this.nanosPerByte[this.taken++ % REMEMBERED] = (double) cost / Math.max(1, heap);
		}
		return cost;
	}

}
