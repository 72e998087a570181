package io.leakguard.detection;

import java.util.Arrays;

import io.leakguard.history.Window;
import io.leakguard.population.Unit;

/**
 * The shape of a window: which way it goes once bursts, warm-up, jumps and chance are set
 * aside. Only the valleys are looked at.
 *
 * @param trend which way it goes
 * @param window the window it was read from, without what lies before a restart
 * @param slope the robust slope, in units per second
 * @param since when the rise began, in seconds since the history's start
 */
record Shape(Trend trend, Window window, double slope, double since) {

	/** Valleys that are left of a long window. */
	private static final int BLOCKS = 18;

	/**
	 * Part of the rise of one third that the next one has at most, and the one after that
	 * again, when something approaches a ceiling.
	 */
	private static final double SATURATING = 0.5;

	/** Valleys from which on a jump must show in three on either side. */
	private static final int MANY = 12;

	/**
	 * Part of the least rise that is enough when it is beyond doubt over the whole
	 * window; 0.4.
	 */
	private static final double CLEAR = 0.4;

	/** What the last third must then have of the middle one; 0.55. */
	private static final double EVEN = 0.55;

	/** Part of its level that a count keeps when it is not cleared or begun anew. */
	private static final double CLEARED = 0.1;

	/**
	 * Read the shape of a window.
	 * @param window the window
	 * @param unit what it is counted in
	 * @param settings the numbers
	 * @return the shape
	 */
	static Shape of(Window window, Unit unit, DetectionSettings settings) {
		Window known = sinceRestart(window);
		if (known.size() < settings.minScans()) {
			return unknown(known);
		}
		Window whole = (unit != Unit.BYTES) ? sinceFirstChange(known) : known;
		int size = whole.size();
		if (size < settings.minScans()) {
			return new Shape(Trend.STEADY, known, 0, known.seconds()[0]);
		}
		int width = Math.max(1, size / BLOCKS);
		int dropped = (int) (size * settings.warmUpShare());
		Reader late = reader(known, whole, whole.slice(dropped, size), width, unit, settings);
		Shape shape = late.shape();
		if (shape.isGrowing() || width < 2 || !late.mayBeSteady()) {
			return shape;
		}
		Reader all = reader(known, whole, whole, width, unit, settings);
		return (all.isClear()) ? all.shape(Trend.GROWING) : shape;
	}

	/**
	 * Whether a window rises from end to end, be its shape what it may.
	 * @param window the window
	 * @param least the least rise that matters
	 * @return whether it rises for certain, and by a part of that
	 */
	static boolean rises(Window window, double least) {
		Window valleys = valleys(window, Math.max(1, window.size() / BLOCKS));
		RobustLine line = RobustLine.through(valleys.seconds(), valleys.values());
		return line.lower() > 0 && line.slope() * window.span().toSeconds() >= CLEAR * least;
	}

	private static Reader reader(Window known, Window whole, Window part, int width, Unit unit,
			DetectionSettings settings) {
		Window valleys = valleys(part, width);
		RobustLine line = RobustLine.through(valleys.seconds(), valleys.values());
		return new Reader(known, whole, part, valleys, line, new Effect(settings), unit, settings);
	}

	private static Shape unknown(Window window) {
		return new Shape(Trend.UNKNOWN, window, 0, 0);
	}

	boolean isGrowing() {
		return this.trend == Trend.GROWING;
	}

	/**
	 * Cut off what lies before a fall to near nothing, if there was one and the time
	 * after it is longer: then something was begun anew. Two such falls are a saw.
	 */
	private static Window sinceRestart(Window window) {
		double[] values = window.values();
		int restart = -1;
		for (int i = 1; i < values.length; i++) {
			if (values[i] < CLEARED * values[i - 1]) {
				if (restart >= 0) {
					return window;
				}
				restart = i;
			}
		}
		return (restart > 0 && values.length - restart > 2 * restart) ? window.slice(restart, values.length) : window;
	}

	/**
	 * Cut off the time in which nothing happened: it says nothing about what has begun
	 * since, and hides it for as long again.
	 */
	private static Window sinceFirstChange(Window window) {
		double[] values = window.values();
		int change = 1;
		while (change < values.length && values[change] == values[0]) {
			change++;
		}
		return (change > 1) ? window.slice(change - 1, values.length) : window;
	}

	/** The minima of blocks of a width, aligned to the end. */
	static Window valleys(Window window, int width) {
		int count = window.size() / width;
		int first = window.size() - count * width;
		double[] seconds = new double[count];
		double[] values = new double[count];
		for (int i = 0; i < count; i++) {
			int from = first + i * width;
			double lowest = window.values()[from];
			for (int j = from + 1; j < from + width; j++) {
				lowest = Math.min(lowest, window.values()[j]);
			}
			values[i] = lowest;
			seconds[i] = (window.seconds()[from] + window.seconds()[from + width - 1]) / 2;
		}
		return new Window(seconds, values);
	}

	static double median(double[] values, int from, int to) {
		double[] part = Arrays.copyOfRange(values, from, to);
		Arrays.sort(part);
		return RobustLine.median(part);
	}

	/** The deviation of a value, as most steps between neighbours tell it. */
	static double noise(double[] values) {
		double[] steps = new double[values.length - 1];
		for (int i = 0; i < steps.length; i++) {
			steps[i] = values[i + 1] - values[i];
		}
		double usual = median(steps, 0, steps.length);
		for (int i = 0; i < steps.length; i++) {
			steps[i] = Math.abs(steps[i] - usual);
		}
		return median(steps, 0, steps.length) / DailyCurve.MEDIAN_STEP;
	}

	/** What is known while the shape is read. */
	private record Reader(Window known, Window whole, Window rest, Window valleys, RobustLine line, Effect effect,
			Unit unit, DetectionSettings settings) {

		Shape shape() {
			double level = Math.max(0, median(this.whole.values(), 0, Math.max(1, this.whole.size() / 3)));
			double least = this.effect.least(this.unit, level, losses());
			double rise = rise();
			if (this.line.upper() < 0 && -rise >= least) {
				return shape(Trend.SHRINKING);
			}
			if (rise < least || this.line.lower() <= 0) {
				return shape(wholeRise() >= least ? Trend.LEVELLING_OFF : Trend.STEADY);
			}
			return shape((isSteady(this.settings.lastThirdShare(), 0) && !isSaturating() && !isJump() && goesOn())
					? Trend.GROWING : Trend.LEVELLING_OFF);
		}

		/**
		 * Whether the whole window rises so clearly that less of a rise will do, and that
		 * its parts may differ by chance.
		 */
		boolean isClear() {
			double[] seconds = this.whole.seconds();
			double surely = this.line.lower() * (seconds[seconds.length - 1] - seconds[0]);
			double least = this.effect.least(this.unit, Math.max(0, this.line.at(seconds[0])), losses());
			return surely >= CLEAR * least && isSteady(EVEN, 0) && !isSaturating() && !isJump() && goesOn();
		}

		private boolean goesOn() {
			return this.unit == Unit.BYTES || Pace.of(this.whole).goesOn();
		}

		/** Whether all thirds may rise, as far as noise lets one say. */
		boolean mayBeSteady() {
			return isSteady(this.settings.lastThirdShare(),
					noise(this.valleys.values()) * Math.sqrt(6.0 / this.valleys.size()));
		}

		private Shape shape(Trend trend) {
			return new Shape(trend, this.known, this.line.slope(), since());
		}

		/** Along the line, and in part before it: the warm-up may have been growth. */
		private double rise() {
			double[] seconds = this.valleys.seconds();
			double along = this.line.slope() * (this.rest.seconds()[this.rest.size() - 1] - seconds[0]);
			double share = 1 / (1 - this.settings.warmUpShare());
			return Math.max(along, Math.min(wholeRise(), along * share));
		}

		private double wholeRise() {
			double[] values = this.whole.values();
			return this.valleys.values()[this.valleys.size() - 1] - values[0];
		}

		/** How much it fell in all, between one value and the next. */
		private double losses() {
			double[] values = this.rest.values();
			double losses = 0;
			for (int i = 1; i < values.length; i++) {
				losses += Math.max(0, values[i - 1] - values[i]);
			}
			return losses;
		}

		/** Whether all thirds rise, the last one as well. */
		private boolean isSteady(double share, double slack) {
			double[] seconds = this.valleys.seconds();
			double[] values = this.valleys.values();
			int size = values.length;
			int one = size / 3;
			int two = size - one;
			double low = mean(values, 0, one);
			double middle = mean(values, one, two);
			double high = mean(values, two, size);
			double early = (middle - low) / (mean(seconds, one, two) - mean(seconds, 0, one));
			double late = (high - middle) / (mean(seconds, two, size) - mean(seconds, one, two));
			double allowed = slack / (mean(seconds, two, size) - mean(seconds, one, two));
			return early > -allowed && late + allowed >= share * early && late + allowed > 0;
		}

		private static double mean(double[] values, int from, int to) {
			double sum = 0;
			for (int i = from; i < to; i++) {
				sum += values[i];
			}
			return sum / (to - from);
		}

		/**
		 * Whether each third of the whole time rises by clearly less than the one before.
		 */
		private boolean isSaturating() {
			double[] seconds = this.whole.seconds();
			double begin = seconds[0];
			double third = (seconds[seconds.length - 1] - begin) / 3;
			double start = valleyBefore(begin + third / 4, third / 4);
			double one = valleyBefore(begin + third, third / 4);
			double two = valleyBefore(begin + 2 * third, third / 4);
			double end = valleyBefore(begin + 3 * third, third / 4);
			// the first stretch is shorter, because it begins with a value and not a
			// valley
			double first = (one - start) * 4 / 3;
			return two - one <= SATURATING * first && end - two <= SATURATING * (two - one);
		}

		/** The lowest value in a stretch before a time, or the last one before it. */
		private double valleyBefore(double time, double stretch) {
			double lowest = this.whole.values()[0];
			boolean within = false;
			for (int i = 0; i < this.whole.size() && this.whole.seconds()[i] <= time; i++) {
				double value = this.whole.values()[i];
				boolean inside = this.whole.seconds()[i] > time - stretch;
				lowest = (inside && within) ? Math.min(lowest, value) : value;
				within = inside;
			}
			return lowest;
		}

		/** Whether a single jump explains the rise; with many valleys, one that stays. */
		private boolean isJump() {
			double[] values = this.valleys.values();
			int reach = (values.length >= MANY) ? 3 : 1;
			double largest = 0;
			for (int i = reach; i + reach <= values.length; i++) {
				double jump = median(values, i, i + reach) - median(values, i - reach, i);
				largest = Math.max(largest, jump);
			}
			double rise = median(values, values.length - reach, values.length) - median(values, 0, reach);
			return largest >= this.settings.stepShare() * rise;
		}

		/** Where the line leaves the level that the window began with. */
		private double since() {
			double[] seconds = this.whole.seconds();
			if (this.line.slope() <= 0) {
				return seconds[0];
			}
			double lowest = Double.POSITIVE_INFINITY;
			for (double value : this.whole.values()) {
				lowest = Math.min(lowest, value);
			}
			double crossing = (lowest - this.line.intercept()) / this.line.slope();
			return Math.max(seconds[0], Math.min(crossing, seconds[seconds.length - 1]));
		}

	}

}
