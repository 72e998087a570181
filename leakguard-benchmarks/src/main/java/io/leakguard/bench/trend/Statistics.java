package io.leakguard.bench.trend;

import java.util.Arrays;

/**
 * Textbook formulas, written for peers and apart from the product's own.
 */
final class Statistics {

	private Statistics() {
	}

	/** Slope, intercept and t value of least squares. */
	static double[] leastSquares(double[] x, double[] y) {
		int n = y.length;
		double meanX = Arrays.stream(x).average().orElse(0);
		double meanY = Arrays.stream(y).average().orElse(0);
		double sxx = 0;
		double sxy = 0;
		double syy = 0;
		for (int i = 0; i < n; i++) {
			sxx += (x[i] - meanX) * (x[i] - meanX);
			sxy += (x[i] - meanX) * (y[i] - meanY);
			syy += (y[i] - meanY) * (y[i] - meanY);
		}
		double slope = sxy / sxx;
		double error = Math.sqrt(Math.max(1e-12, (syy - slope * sxy) / (n - 2) / sxx));
		return new double[] { slope, meanY - slope * meanX, slope / error };
	}

	/** Mann-Kendall's statistic as a normal deviate. */
	static double mannKendall(double[] y, boolean correctForAutocorrelation) {
		int n = y.length;
		double sum = 0;
		for (int i = 0; i < n; i++) {
			for (int j = i + 1; j < n; j++) {
				sum += Math.signum(y[j] - y[i]);
			}
		}
		double variance = n * (n - 1.0) * (2 * n + 5) / 18;
		if (correctForAutocorrelation) {
			variance *= hamedRao(y);
		}
		return (sum - Math.signum(sum)) / Math.sqrt(variance);
	}

	private static double hamedRao(double[] y) {
		int n = y.length;
		double slope = theilSen(y);
		double[] residuals = new double[n];
		for (int i = 0; i < n; i++) {
			residuals[i] = y[i] - slope * i;
		}
		double[] ranks = ranks(residuals);
		double mean = Arrays.stream(ranks).average().orElse(0);
		double total = Arrays.stream(ranks).map((rank) -> (rank - mean) * (rank - mean)).sum();
		double sum = 0;
		for (int lag = 1; lag < n - 2; lag++) {
			double product = 0;
			for (int i = 0; i + lag < n; i++) {
				product += (ranks[i] - mean) * (ranks[i + lag] - mean);
			}
			double correlation = product / total;
			if (Math.abs(correlation) > 1.96 / Math.sqrt(n)) {
				sum += (n - lag) * (n - lag - 1.0) * (n - lag - 2.0) * correlation;
			}
		}
		return Math.max(0.05, 1 + 2 * sum / (n * (n - 1.0) * (n - 2.0)));
	}

	private static double[] ranks(double[] values) {
		Integer[] order = new Integer[values.length];
		Arrays.setAll(order, (i) -> i);
		Arrays.sort(order, (one, other) -> Double.compare(values[one], values[other]));
		double[] ranks = new double[values.length];
		for (int i = 0; i < order.length; i++) {
			ranks[order[i]] = i + 1;
		}
		return ranks;
	}

	/** Median slope of all pairs, per sample. */
	static double theilSen(double[] y) {
		double[] slopes = slopes(y);
		return slopes[slopes.length / 2];
	}

	/** Lower end of the 95 % interval of Theil-Sen's slope. */
	static double theilSenLower(double[] y) {
		int n = y.length;
		double[] slopes = slopes(y);
		double width = 1.96 * Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
		return slopes[Math.max(0, (int) ((slopes.length - width) / 2))];
	}

	private static double[] slopes(double[] y) {
		int n = y.length;
		double[] slopes = new double[n * (n - 1) / 2];
		int count = 0;
		for (int i = 0; i < n; i++) {
			for (int j = i + 1; j < n; j++) {
				slopes[count++] = (y[j] - y[i]) / (j - i);
			}
		}
		Arrays.sort(slopes);
		return slopes;
	}

	/** Minimum of each stretch of a width. */
	static double[] minimumFilter(double[] y, int width) {
		double[] filtered = new double[y.length - width + 1];
		for (int i = 0; i < filtered.length; i++) {
			double lowest = y[i];
			for (int j = i + 1; j < i + width; j++) {
				lowest = Math.min(lowest, y[j]);
			}
			filtered[i] = lowest;
		}
		return filtered;
	}

	static double mean(double[] y, int from, int to) {
		return Arrays.stream(y, from, to).average().orElse(0);
	}

}
