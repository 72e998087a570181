package io.leakguard.detection;

import java.util.List;

import io.leakguard.history.History;
import io.leakguard.history.Window;

/**
 * Relates a population to the work that is done. Used to withhold only: a population that
 * rises with the rate of requests is busy, but one that does not may still be healthy.
 */
final class Load {

	/** By how much the rate must have risen to explain anything; less is chance. */
	private static final double BUSIER = 1.25;

	/** By how much the population may have risen more; both are measured with noise. */
	private static final double TOLERANCE = 1.1;

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
		double from = offset(history, load) + window.seconds()[0];
		double to = offset(history, load) + window.seconds()[window.size() - 1];
		double third = (to - from) / 3;
		double before = rate(work, from, from + third);
		double after = rate(work, to - third, to);
		if (!(before > 0) || after < BUSIER * before) {
			return false;
		}
		double[] values = window.values();
		int part = values.length / 3;
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
			if (work.seconds()[i] >= from && work.seconds()[i] <= to) {
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
