package io.leakguard.detection;

import java.util.List;

import io.leakguard.history.History;
import io.leakguard.history.Window;

/**
 * Relates a population to the work that is done. Used to withhold only: a population that
 * rises with the rate of requests is busy, but one that does not may still be healthy.
 */
final class Load {

	/**
	 * By how much the rate must have risen to explain anything; less is chance. Traffic
	 * that grows by a sixth an hour has risen by as much between the first and the last
	 * third of the hour after which a trend is confirmed.
	 */
	private static final double BUSIER = 1.1;

	/** By how much the population may have risen more; both are measured with noise. */
	private static final double TOLERANCE = 1.1;

	/** Seconds: histories know their times to a tenth. */
	private static final double SLACK = 0.2;

	private Load() {
	}

	/**
	 * Return whether the work per second rose at least as much as the population did.
	 * @param window the window in which the population rises
	 * @param load the running total of work
	 * @param history the past of the population
	 * @return whether load explains the rise
	 */
	static boolean explains(Window window, History load, History history) {
		if (!load.hasChanged() || window.size() < 3) {
			return false;
		}
		Window work = load.scans();
		for (Window longer : List.of(load.minutes(), load.hours())) {
			work = (window.span().compareTo(work.span()) > 0 && longer.span().compareTo(work.span()) > 0) ? longer
					: work;
		}
		// the same thirds as those of the values, and two of them make a rate
		double[] at = window.seconds();
		int part = Math.max(2, at.length / 3);
		double offset = offset(history, load);
		double before = rate(work, offset + at[0], offset + at[part - 1]);
		double after = rate(work, offset + at[at.length - part], offset + at[at.length - 1]);
		if (!(before > 0) || after < BUSIER * before) {
			return false;
		}
		double[] values = window.values();
		double low = Shape.median(values, 0, part);
		double high = Shape.median(values, values.length - part, values.length);
		return low > 0 && high / low <= TOLERANCE * after / before;
	}

	private static double offset(History history, History load) {
		return (history.start().toEpochMilli() - load.start().toEpochMilli()) / 1000.0;
	}

	/** Work per second in a stretch, NaN if it is not known. */
	private static double rate(Window work, double from, double to) {
		int first = -1;
		int last = -1;
		for (int i = 0; i < work.size(); i++) {
			if (work.seconds()[i] >= from - SLACK && work.seconds()[i] <= to + SLACK) {
				first = (first < 0) ? i : first;
				last = i;
			}
		}
		if (last <= first || first < 0) {
			return Double.NaN;
		}
		return (work.values()[last] - work.values()[first]) / (work.seconds()[last] - work.seconds()[first]);
	}

}
