package io.leakguard.detection;

import io.leakguard.history.Window;

/**
 * Whether a count grew in each of several disjoint parts of a window, never gave anything
 * back to speak of and rises at the end as it did at the beginning. Counts only: bytes
 * rise and fall with collections.
 */
final class Persistence {

	/** Disjoint parts; 5, so that three bursts are not enough. */
	private static final int PARTS = 5;

	/**
	 * Part of the gain that may have been lost in between, by noise; a population whose
	 * members come and go loses far more.
	 */
	private static final double LOSS = 0.25;

	/**
	 * Part of the mean gain that the last parts must still have; a cache that draws from
	 * a finite set of keys falls below it.
	 */
	private static final double UNDIMINISHED = 0.6;

	private final int size;

	Persistence(DetectionSettings settings) {
		this.size = settings.persistedScans();
	}

	boolean isIn(Window window) {
		if (window.size() < this.size) {
			return false;
		}
		double[] values = window.last(this.size).values();
		int width = values.length / PARTS;
		double gain = values[values.length - 1] - values[0];
		if (gain <= 0 || loss(values) > LOSS * gain) {
			return false;
		}
		double[] valleys = Shape.valleys(window.last(this.size), width).values();
		for (int i = 1; i < valleys.length; i++) {
			if (valleys[i] <= valleys[i - 1]) {
				return false;
			}
		}
		double mean = gain / PARTS;
		double late = (valleys[PARTS - 1] - valleys[PARTS - 3]) / 2;
		double last = values[values.length - 1] - values[values.length - width];
		return late >= UNDIMINISHED * mean && last >= UNDIMINISHED * UNDIMINISHED * mean;
	}

	private static double loss(double[] values) {
		double loss = 0;
		for (int i = 1; i < values.length; i++) {
			loss += Math.max(0, values[i - 1] - values[i]);
		}
		return loss;
	}

}
