package io.leakguard.bench.trend;

import java.util.Arrays;

/**
 * The formulas of others, each a reading of what its owner publishes.
 */
enum Method {

	/** A threshold: used over 80 % of the limit for five minutes. */
	THRESHOLD("used > 80 % for 5 min") {

		@Override
		boolean flags(Series series, double stretch) {
			double from = series.seconds()[series.size() - 1] - 300;
			for (int i = 0; i < series.size(); i++) {
				if (series.seconds()[i] >= from && series.values()[i] <= 0.8 * Form.LIMIT) {
					return false;
				}
			}
			return true;
		}

	},

	/** A regression line that is significant. */
	LEAST_SQUARES("least squares p < .01") {

		@Override
		boolean flags(Series series, double stretch) {
			return Statistics.leastSquares(series.seconds(), series.values())[2] > QUANTILE;
		}

	},

	/** The test for a monotone trend. */
	MANN_KENDALL("Mann-Kendall p < .01") {

		@Override
		boolean flags(Series series, double stretch) {
			return Statistics.mannKendall(series.values(), false) > QUANTILE;
		}

	},

	/** The same, with the variance corrected for autocorrelation. */
	HAMED_RAO("Mann-Kendall, Hamed-Rao") {

		@Override
		boolean flags(Series series, double stretch) {
			return Statistics.mannKendall(series.values(), true) > QUANTILE;
		}

	},

	/** Prometheus: the line reaches the limit within a day. */
	PREDICT_LINEAR("predict_linear 24 h > max") {

		@Override
		boolean flags(Series series, double stretch) {
			double[] line = Statistics.leastSquares(series.seconds(), series.values());
			return line[1] + line[0] * (series.seconds()[series.size() - 1] + 24 * 3600) > Form.LIMIT;
		}

	},

	/** Coroot's thresholds: 5 % of the limit and 10 % of the value in an hour. */
	COROOT("coroot (5 % of limit/h, 10 %/h)") {

		@Override
		boolean flags(Series series, double stretch) {
			double perHour = Statistics.leastSquares(series.seconds(), series.values())[0] * 3600;
			return perHour > 0.05 * Form.LIMIT && perHour > 0.1 * series.last();
		}

	},

	/** Each sixth of the last two thirds above the one before; 2 %/h. */
	COROOT_SHAPE("coroot shape, 2 %/h, .5 % of max") {

		@Override
		boolean flags(Series series, double stretch) {
			double[] values = Arrays.copyOfRange(series.values(), series.size() / 3, series.size());
			double least = 0.005 * Arrays.stream(values).max().orElse(0);
			int part = values.length / 4;
			for (int i = 1; i < 4; i++) {
				double rise = Statistics.mean(values, i * part, (i + 1) * part)
						- Statistics.mean(values, (i - 1) * part, i * part);
				if (rise < least) {
					return false;
				}
			}
			double perHour = Statistics.leastSquares(series.seconds(), series.values())[0] * 3600;
			return perHour * stretch > 0.02 * Statistics.mean(values, 0, values.length);
		}

	},

	/** JMC's live-set rule, at 25 of 100 points, from where it speaks. */
	JMC("JMC live set ≥ 25 points") {

		@Override
		boolean flags(Series series, double stretch) {
			return jmcScore(series) >= 25;
		}

	},

	/** All shape conditions together. */
	COMPOSITE("composite") {

		@Override
		boolean flags(Series series, double stretch) {
			double[] filtered = Statistics.minimumFilter(series.values(), Math.max(2, series.size() / 18));
			double[] rest = Arrays.copyOfRange(filtered, filtered.length / 3, filtered.length);
			int n = rest.length;
			double rise = Statistics.theilSen(rest) * n;
			double low = Statistics.mean(rest, 0, n / 3);
			double middle = Statistics.mean(rest, n / 3, 2 * n / 3);
			double high = Statistics.mean(rest, 2 * n / 3, n);
			return rise >= 0.04 * Form.BASE && middle > low && high > middle && high - middle >= 0.4 * (middle - low)
					&& Statistics.theilSenLower(rest) > 0 && Statistics.mannKendall(rest, true) > QUANTILE;
		}

	};

	/** Quantile of the normal distribution for 1 % on both sides. */
	static final double QUANTILE = 2.576;

	private final String label;

	Method(String label) {
		this.label = label;
	}

	String label() {
		return this.label;
	}

	abstract boolean flags(Series series, double stretch);

	/**
	 * Return whether it compares with the series itself and not with a limit in
	 * megabytes.
	 */
	boolean isRelative() {
		return switch (this) {
			case LEAST_SQUARES, MANN_KENDALL, HAMED_RAO, COROOT_SHAPE, COMPOSITE -> true;
			default -> false;
		};
	}

	/** 75 points at one per cent of the heap per second. */
	static double jmcScore(Series series) {
		double perSecond = Statistics.leastSquares(series.seconds(), series.values())[0];
		return Math.max(0, Math.min(100, 75 * perSecond / Form.LIMIT / 0.01));
	}

}
