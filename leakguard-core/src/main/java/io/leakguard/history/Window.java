package io.leakguard.history;

import java.time.Duration;
import java.util.Arrays;

/**
 * A stretch of a history: values and when they were measured, in seconds since the
 * history's start, rising. Immutable by convention: nobody writes to the arrays.
 *
 * @param seconds the times
 * @param values the values
 */
@SuppressWarnings("ArrayRecordComponent")
public record Window(double[] seconds, double[] values) {

	/**
	 * Return how many values there are.
	 * @return the number
	 */
	public int size() {
		return this.values.length;
	}

	/**
	 * Return the time from the first value to the last.
	 * @return the span
	 */
	public Duration span() {
		if (size() < 2) {
			return Duration.ZERO;
		}
		return Duration.ofMillis(Math.round((this.seconds[size() - 1] - this.seconds[0]) * 1000));
	}

	/**
	 * Return a part.
	 * @param from the index of the first value
	 * @param to the index after the last value
	 * @return the part
	 */
	public Window slice(int from, int to) {
		return new Window(Arrays.copyOfRange(this.seconds, from, to), Arrays.copyOfRange(this.values, from, to));
	}

	/**
	 * Return the last values.
	 * @param count how many at most
	 * @return the part
	 */
	public Window last(int count) {
		return slice(Math.max(0, size() - count), size());
	}

}
