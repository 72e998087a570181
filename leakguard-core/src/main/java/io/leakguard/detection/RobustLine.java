package io.leakguard.detection;

import java.util.Arrays;

/**
 * A line through points that a few outliers do not bend: the median of the slopes of all
 * pairs (Theil-Sen), and the slope that is exceeded with near certainty. The bound is the
 * one of the Mann-Kendall test, its variance corrected for values that resemble their
 * neighbours (Hamed and Rao), without which every slow wave is a trend.
 *
 * @param slope the median slope, per second
 * @param lower the slope that is exceeded with a confidence of 97.5 %, per second
 * @param upper the slope that is not reached with the same confidence, per second
 * @param intercept the value at second 0
 */
record RobustLine(double slope, double lower, double upper, double intercept) {

	/** Quantile of the normal distribution for 97.5 %. */
	private static final double QUANTILE = 1.96;

	/**
	 * Draw the line. Costs a sort of n²/2 slopes, so give it tens of points, not
	 * hundreds.
	 * @param x the times, rising
	 * @param y the values, at least four
	 * @return the line
	 */
	static RobustLine through(double[] x, double[] y) {
		int n = y.length;
		double[] slopes = new double[n * (n - 1) / 2];
		int count = 0;
		for (int i = 0; i < n; i++) {
			for (int j = i + 1; j < n; j++) {
				slopes[count++] = (y[j] - y[i]) / (x[j] - x[i]);
			}
		}
		Arrays.sort(slopes);
		double slope = median(slopes);
		double[] residuals = new double[n];
		for (int i = 0; i < n; i++) {
			residuals[i] = y[i] - slope * x[i];
		}
		double width = QUANTILE * Math.sqrt(variance(n, y) * inflation(residuals));
		int low = (int) Math.floor((count - width) / 2) - 1;
		int high = (int) Math.ceil((count + width) / 2);
		double lower = (low >= 0) ? slopes[low] : Double.NEGATIVE_INFINITY;
		double upper = (high < count) ? slopes[high] : Double.POSITIVE_INFINITY;
		Arrays.sort(residuals);
		return new RobustLine(slope, lower, upper, median(residuals));
	}

	double at(double x) {
		return this.intercept + this.slope * x;
	}

	/** Variance of Mann-Kendall's statistic, with its correction for ties. */
	private static double variance(int n, double[] y) {
		double[] sorted = y.clone();
		Arrays.sort(sorted);
		double sum = n * (n - 1.0) * (2.0 * n + 5);
		for (int i = 0; i < n;) {
			int end = i + 1;
			while (end < n && sorted[end] == sorted[i]) {
				end++;
			}
			double ties = end - i;
			sum -= ties * (ties - 1) * (2 * ties + 5);
			i = end;
		}
		return sum / 18;
	}

	/** How much more the ranks vary because neighbours resemble each other. */
	private static double inflation(double[] residuals) {
		int n = residuals.length;
		double[] ranks = ranks(residuals);
		double mean = (n + 1) / 2.0;
		double total = 0;
		for (double rank : ranks) {
			total += (rank - mean) * (rank - mean);
		}
		if (n < 10 || total == 0) {
			// so few points say nothing about their own resemblance
			return 1;
		}
		double sum = 0;
		for (int lag = 1; lag < n - 2; lag++) {
			double product = 0;
			for (int i = 0; i + lag < n; i++) {
				product += (ranks[i] - mean) * (ranks[i + lag] - mean);
			}
			double correlation = product / total;
			if (Math.abs(correlation) > QUANTILE / Math.sqrt(n)) {
				sum += (n - lag) * (n - lag - 1.0) * (n - lag - 2.0) * correlation;
			}
		}
		return Math.max(1, 1 + 2 * sum / (n * (n - 1.0) * (n - 2.0)));
	}

	private static double[] ranks(double[] values) {
		double[] ranks = new double[values.length];
		for (int i = 0; i < values.length; i++) {
			int below = 0;
			int same = 0;
			for (double other : values) {
				below += (other < values[i]) ? 1 : 0;
				same += (other == values[i]) ? 1 : 0;
			}
			ranks[i] = below + (same + 1) / 2.0;
		}
		return ranks;
	}

	static double median(double[] sorted) {
		int n = sorted.length;
		return (n % 2 == 1) ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
	}

}
