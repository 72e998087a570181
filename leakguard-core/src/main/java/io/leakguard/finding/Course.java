package io.leakguard.finding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.history.History;
import io.leakguard.history.Window;
import org.jspecify.annotations.Nullable;

/**
 * How the count of a finding went since it began, thinned out to be drawn. Immutable and
 * thread-safe.
 *
 * @param from when the first value was measured
 * @param to when the last value was measured
 * @param values the values, about evenly spaced, the oldest first
 */
public record Course(Instant from, Instant to, List<Double> values) {

	/** More points than a line as wide as a word can show. */
	static final int MAX_VALUES = 60;

	public Course {
		values = List.copyOf(values);
	}

	/**
	 * Draw the course from a history.
	 * @param history the history
	 * @param since when the finding began
	 * @return the course at the finest resolution that reaches back to that time, or as
	 * far as any does; {@code null} if there are fewer than two values
	 */
	public static @Nullable Course of(History history, Instant since) {
		double wanted = (since.toEpochMilli() - history.start().toEpochMilli()) / 1000.0;
		Window best = null;
		for (Window window : List.of(history.scans(), history.minutes(), history.hours())) {
			if (window.size() < 2) {
				continue;
			}
			if (best == null || window.seconds()[0] < best.seconds()[0]) {
				best = window;
			}
			if (best.seconds()[0] <= wanted) {
				break;
			}
		}
		return (best != null) ? thin(best, history) : null;
	}

	private static Course thin(Window window, History history) {
		int step = (window.size() + MAX_VALUES - 2) / (MAX_VALUES - 1);
		List<Double> values = new ArrayList<>(MAX_VALUES);
		for (int i = 0; i < window.size() - 1; i += step) {
			values.add(window.values()[i]);
		}
		// the coarse resolutions end with the last complete bucket
		values.add(history.last());
		return new Course(history.start().plusMillis(Math.round(window.seconds()[0] * 1000)), history.lastAt(), values);
	}

}
