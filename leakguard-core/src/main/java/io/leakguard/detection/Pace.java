package io.leakguard.detection;

import io.leakguard.history.Window;

/**
 * How a count rises for good: by rises that are not undone later, and rests between them.
 * A leak rises as often as the code that makes it runs, so it never rests much longer
 * than it did before; what is full rests for ever. Counts only: bytes breathe.
 *
 * @param rises how many times it rose for good
 * @param longest the longest rest between two rises, in seconds
 * @param present how long it has rested now, in seconds
 * @param step the usual time between two values, in seconds
 */
record Pace(int rises, double longest, double present, double step) {

	/** Rises below which it may be a pool that follows its load; three are its steps. */
	private static final int FEW = 4;

	/** By how much a rest must exceed the longest one before; half of it again. */
	private static final double LONGER = 1.5;

	/** Values that a rest may miss because the machine was busy; 2. */
	private static final int JITTER = 2;

	/**
	 * Part of the mean pace that the last third must still have: a set of keys that is
	 * being exhausted has less.
	 */
	private static final double UNDIMINISHED = 0.6;

	/**
	 * Read the pace of a window.
	 * @param window the window, of two values at least
	 * @return the pace
	 */
	static Pace of(Window window) {
		double[] seconds = window.seconds();
		int size = window.size();
		double[] floor = floor(window.values());
		int rises = 0;
		double longest = 0;
		double last = seconds[0];
		for (int i = 1; i < size; i++) {
			if (floor[i] > floor[i - 1]) {
				longest = (rises > 0) ? Math.max(longest, seconds[i] - last) : 0;
				last = seconds[i];
				rises++;
			}
		}
		return new Pace(rises, longest, seconds[size - 1] - last, (seconds[size - 1] - seconds[0]) / (size - 1));
	}

	/** The lowest value from each time on. */
	private static double[] floor(double[] values) {
		double[] floor = values.clone();
		for (int i = floor.length - 2; i >= 0; i--) {
			floor[i] = Math.min(floor[i], floor[i + 1]);
		}
		return floor;
	}

	/** Whether it rises in more than a few steps and has not come to rest. */
	boolean goesOn() {
		return this.rises >= FEW && this.present <= LONGER * this.longest + JITTER * this.step;
	}

	/**
	 * Whether it rests no longer than it did before, so that nothing speaks for an end.
	 */
	boolean isUnbroken() {
		return this.rises >= FEW && this.present < this.longest + this.step / 2;
	}

	/**
	 * Return whether a window rises at its end as it did on the whole.
	 * @param window the window, from the beginning of the growth
	 * @return whether it does
	 */
	static boolean isUndiminished(Window window) {
		double[] floor = floor(window.values());
		double[] seconds = window.seconds();
		int last = floor.length - 1;
		int third = floor.length * 2 / 3;
		double mean = (floor[last] - floor[0]) / (seconds[last] - seconds[0]);
		double late = (floor[last] - floor[third]) / (seconds[last] - seconds[third]);
		return mean > 0 && late >= UNDIMINISHED * mean;
	}

}
