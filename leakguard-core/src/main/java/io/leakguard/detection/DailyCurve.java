package io.leakguard.detection;

import io.leakguard.history.Window;

/**
 * A line beneath a daily cycle, for windows of less than two days, in which no day can be
 * compared with another yet: level, slope and a wave of 24 hours, by least squares with
 * an expectation of how large a wave is (ridge regression). It is heard only where it
 * fits, and there it is a better judge than any shape, which calls half of all mornings a
 * leak.
 *
 * @param fits whether what is left looks like noise, and the wave is of a size that a day
 * may have
 * @param slope the slope beneath the wave, per second
 * @param error the standard error of the slope
 */
record DailyCurve(boolean fits, double slope, double error) {

	/** Means that the window is condensed to. */
	private static final int BLOCKS = 36;

	private static final double DAY_SECONDS = 24 * 3600;

	/**
	 * Von Neumann's ratio of noise is 2, that of a misfit nearly 0; below 1 neighbours
	 * resemble each other.
	 */
	private static final double NOISE_RATIO = 1;

	/**
	 * How much more the residuals may vary than most neighbours do; 2.5. A warm-up leaves
	 * a few large ones and passes for noise otherwise.
	 */
	private static final double MISFIT = 2.5;

	/** Median step between neighbours in noise of deviation 1: 0.6745 times root 2. */
	static final double MEDIAN_STEP = 0.954;

	/**
	 * Standard errors below zero from which the wave explains a rise by itself; 1. Over a
	 * quarter of a day a line and a wave are nearly the same curve, and this is for a
	 * suspicion of something that rises anyway, so the odds decide.
	 */
	private static final double BELOW_ZERO = 1;

	/** Amplitude, as a share of the level, beyond which a wave is no day. */
	private static final double LARGEST_WAVE = 0.5;

	/**
	 * What each of the two parts of the wave is expected to deviate from zero, as a share
	 * of the level, before the data speak; 0.2, so that the largest wave allowed is two
	 * and a half deviations. Over a quarter of a day a huge wave can imitate any slope,
	 * and without this the fit thinks it as likely as an ordinary one.
	 */
	private static final double USUAL_WAVE = 0.2;

	private static final DailyCurve NONE = new DailyCurve(false, 0, 0);

	static DailyCurve of(Window window) {
		int width = window.size() / BLOCKS;
		if (width < 1) {
			return NONE;
		}
		int first = window.size() - width * BLOCKS;
		double[] x = new double[BLOCKS];
		double[] y = new double[BLOCKS];
		for (int i = 0; i < BLOCKS; i++) {
			for (int j = first + i * width; j < first + (i + 1) * width; j++) {
				x[i] += window.seconds()[j] / width;
				y[i] += window.values()[j] / width;
			}
		}
		return of(x, y);
	}

	private static DailyCurve of(double[] x, double[] y) {
		int n = y.length;
		double middle = (x[0] + x[n - 1]) / 2;
		double[][] wave = new double[n][];
		for (int i = 0; i < n; i++) {
			double days = (x[i] - middle) / DAY_SECONDS;
			double angle = 2 * Math.PI * days;
			wave[i] = new double[] { 1, days, Math.sin(angle), Math.cos(angle) };
		}
		double[][] inverse = inverse(wave, 0);
		double[] residuals = residuals(wave, y);
		double squares = squares(residuals);
		if (!(squares > 0)) {
			return NONE;
		}
		double steps = 0;
		for (int i = 1; i < n; i++) {
			steps += (residuals[i] - residuals[i - 1]) * (residuals[i] - residuals[i - 1]);
		}
		double resemblance = Math.max(0, 1 - steps / squares / 2);
		double inflation = (1 + resemblance) / (1 - Math.min(0.9, resemblance));
		double noise = squares / (n - 4) * inflation;
		boolean fits = steps / squares >= NOISE_RATIO && squares / n <= MISFIT * variance(residuals);
		double[] found = coefficients(wave, y, inverse);
		double level = Math.abs(Shape.median(y, 0, n));
		boolean plausible = Math.hypot(found[2], found[3]) <= LARGEST_WAVE * level;
		inverse = inverse(wave, noise / (USUAL_WAVE * level * USUAL_WAVE * level));
		double slope = coefficients(wave, y, inverse)[1];
		double error = Math.sqrt(inverse[1][1] * noise);
		return new DailyCurve(fits && plausible, slope / DAY_SECONDS, error / DAY_SECONDS);
	}

	/** Whether the wave alone may well have made what rises. */
	boolean explainsRise() {
		return this.slope < -BELOW_ZERO * this.error;
	}

	/** The variance as most steps between neighbours tell it. */
	private static double variance(double[] residuals) {
		double[] steps = new double[residuals.length - 1];
		for (int i = 0; i < steps.length; i++) {
			steps[i] = Math.abs(residuals[i + 1] - residuals[i]);
		}
		double deviation = Shape.median(steps, 0, steps.length) / MEDIAN_STEP;
		return deviation * deviation;
	}

	private static double squares(double[] values) {
		double sum = 0;
		for (double value : values) {
			sum += value * value;
		}
		return sum;
	}

	private static double[] residuals(double[][] basis, double[] y) {
		double[] coefficients = coefficients(basis, y, inverse(basis, 0));
		double[] residuals = new double[y.length];
		for (int i = 0; i < y.length; i++) {
			residuals[i] = y[i];
			for (int j = 0; j < coefficients.length; j++) {
				residuals[i] -= coefficients[j] * basis[i][j];
			}
		}
		return residuals;
	}

	private static double[] coefficients(double[][] basis, double[] y, double[][] inverse) {
		int k = inverse.length;
		double[] coefficients = new double[k];
		for (int j = 0; j < k; j++) {
			for (int m = 0; m < k; m++) {
				for (int i = 0; i < y.length; i++) {
					coefficients[j] += inverse[j][m] * basis[i][m] * y[i];
				}
			}
		}
		return coefficients;
	}

	/**
	 * The inverse of the normal equations' matrix, by elimination.
	 * @param ridge is added for the two parts of the wave
	 */
	private static double[][] inverse(double[][] basis, double ridge) {
		int k = basis[0].length;
		double[][] matrix = new double[k][2 * k];
		for (int j = 0; j < k; j++) {
			for (int m = 0; m < k; m++) {
				for (double[] row : basis) {
					matrix[j][m] += row[j] * row[m];
				}
			}
			matrix[j][j] += (j >= 2) ? ridge : 0;
			matrix[j][k + j] = 1;
		}
		for (int pivot = 0; pivot < k; pivot++) {
			double scale = matrix[pivot][pivot];
			for (int m = 0; m < 2 * k; m++) {
				matrix[pivot][m] /= scale;
			}
			for (int j = 0; j < k; j++) {
				double factor = matrix[j][pivot];
				if (j != pivot && factor != 0) {
					for (int m = 0; m < 2 * k; m++) {
						matrix[j][m] -= factor * matrix[pivot][m];
					}
				}
			}
		}
		double[][] inverse = new double[k][k];
		for (int j = 0; j < k; j++) {
			System.arraycopy(matrix[j], k, inverse[j], 0, k);
		}
		return inverse;
	}

}
