package io.leakguard.detection;

import io.leakguard.history.Window;
import io.leakguard.population.Unit;

/**
 * Growth of a population whose members are replaced all the time, read from how long they
 * stay. The count of such a population rises with every busy hour; the stay does not, and
 * rises when some members never leave.
 *
 * @param shape what the stays say by themselves
 * @param rises whether members stay longer for certain. If not, what grows is the work.
 */
record Stays(Shape shape, boolean rises) {

	/** What the late rise must have of the early one, as for counts, noise set aside. */
	private static final double LATE_SHARE = 0.4;

	/**
	 * Standard errors of a difference of thirds that are granted to the late rise; 0.5.
	 * None would miss leaks by chance, and one would let full caches pass.
	 */
	private static final double DOUBT = 0.5;

	/**
	 * Read the stays.
	 * @param window the stays, at least as many as a shape needs
	 * @param unit what is counted
	 * @param settings the numbers
	 * @return what they say
	 */
	static Stays of(Window window, Unit unit, DetectionSettings settings) {
		double[] seconds = window.seconds();
		double[] values = window.values();
		RobustLine line = RobustLine.through(seconds, values);
		double level = Math.max(0, line.at(seconds[0]));
		double rise = line.at(seconds[seconds.length - 1]) - line.at(seconds[0]);
		boolean rises = line.lower() > 0 && rise >= new Effect(settings).least(unit, level, Double.POSITIVE_INFINITY);
		boolean growing = rises && goesOn(values) && !isStep(seconds, values);
		Trend trend = (growing) ? Trend.GROWING : (rises) ? Trend.LEVELLING_OFF : Trend.STEADY;
		return new Stays(new Shape(trend, window, line.slope(), seconds[0]), rises);
	}

	/** Whether the last third still rises, as far as noise lets one say. */
	private static boolean goesOn(double[] values) {
		int third = values.length / 3;
		double early = mean(values, third, values.length - third) - mean(values, 0, third);
		double late = mean(values, values.length - third, values.length) - mean(values, third, values.length - third);
		double doubt = DOUBT * Shape.noise(values) * Math.sqrt(2.0 / third);
		return late + doubt >= LATE_SHARE * early && late + doubt > 0;
	}

	/** Whether one step, wherever it is, comes nearer to the values than a line does. */
	private static boolean isStep(double[] seconds, double[] values) {
		int size = values.length;
		double best = Double.POSITIVE_INFINITY;
		for (int at = 1; at < size; at++) {
			best = Math.min(best, squares(values, 0, at) + squares(values, at, size));
		}
		double middle = mean(seconds, 0, size);
		double sxx = 0;
		double sxy = 0;
		for (int i = 0; i < size; i++) {
			sxx += (seconds[i] - middle) * (seconds[i] - middle);
			sxy += (seconds[i] - middle) * values[i];
		}
		return best < squares(values, 0, size) - sxy * sxy / sxx;
	}

	/** The squares of what is left when the mean is taken away. */
	private static double squares(double[] values, int from, int to) {
		double mean = mean(values, from, to);
		double sum = 0;
		for (int i = from; i < to; i++) {
			sum += (values[i] - mean) * (values[i] - mean);
		}
		return sum;
	}

	private static double mean(double[] values, int from, int to) {
		double sum = 0;
		for (int i = from; i < to; i++) {
			sum += values[i];
		}
		return sum / (to - from);
	}

}
