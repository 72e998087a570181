package io.leakguard.bench.trend;

import java.util.Arrays;
import java.util.Random;

import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A series that was generated.
 *
 * @param unit what the values count: bytes are given in megabytes
 * @param seconds the times
 * @param values the values
 * @param ended how many members have ended so far, {@code null} if nobody counts them
 */
@SuppressWarnings("ArrayRecordComponent")
record Series(Unit unit, double[] seconds, double[] values, long @Nullable [] ended) {

	int size() {
		return this.values.length;
	}

	double last() {
		return this.values[this.values.length - 1];
	}

	/** Leave out one value in twenty, and a hole of a tenth of the length. */
	Series withGaps(Random random) {
		int hole = size() / 3 + random.nextInt(size() / 3);
		int width = size() / 10;
		boolean[] kept = new boolean[size()];
		int count = 0;
		for (int i = 0; i < size(); i++) {
			kept[i] = random.nextInt(20) > 0 && (i < hole || i >= hole + width);
			count += (kept[i]) ? 1 : 0;
		}
		double[] seconds = new double[count];
		double[] values = new double[count];
		long[] ended = new long[count];
		for (int i = 0, j = 0; i < size(); i++) {
			if (kept[i]) {
				seconds[j] = this.seconds[i];
				values[j] = this.values[i];
				ended[j++] = (this.ended != null) ? this.ended[i] : 0;
			}
		}
		return new Series(this.unit, seconds, values, (this.ended != null) ? ended : null);
	}

	/** Round to a multiple, as a gauge does, which knows nothing of births and deaths. */
	Series quantised(double unit) {
		return new Series(this.unit, this.seconds,
				Arrays.stream(this.values).map((value) -> unit * Math.floor(value / unit)).toArray(), null);
	}

	/**
	 * Put a piece of another life before it, so that it begins with a fall to nothing.
	 */
	Series afterRestart(Random random) {
		int piece = size() / 10 + random.nextInt(size() / 5);
		double[] values = this.values.clone();
		for (int i = 0; i < piece; i++) {
			values[i] = this.values[size() - piece + i];
		}
		// what a process has just after it began
		values[piece] = 0.02 * this.values[0];
		System.arraycopy(this.values, 0, values, piece + 1, size() - piece - 1);
		return new Series(this.unit, this.seconds, values, (this.ended != null) ? endedAfter(this.ended, piece) : null);
	}

	/** Who counts begins anew as well. */
	private static long[] endedAfter(long[] ended, int piece) {
		long[] after = new long[ended.length];
		for (int i = 0; i < piece; i++) {
			after[i] = ended[ended.length - piece + i];
		}
		System.arraycopy(ended, 0, after, piece + 1, ended.length - piece - 1);
		return after;
	}

	/** Forget what nobody counts for most collections. */
	Series withoutTurnover() {
		return new Series(this.unit, this.seconds, this.values, null);
	}

}
