package io.leakguard.history;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Running totals of births, deaths and presence (members times seconds) at a few points
 * of time. When the points run out, every other one is dropped, so the past stays covered
 * in 32 points, ever more coarsely, up to a week. Not thread-safe.
 */
final class TurnoverRecord {

	private static final int POINTS = 32;

	/** Half of what is remembered: what is older belongs to another release. */
	private static final int HALF_A_WEEK_TENTHS = 84 * 3600 * 10;

	/**
	 * How many times all members must have been replaced before their stay says more than
	 * their number; once, so that whatever expires is known by it two lives after it
	 * began.
	 */
	private static final int REPLACED = 1;

	private final int[] tenths = new int[POINTS];

	private final long[] added = new long[POINTS];

	private final long[] ended = new long[POINTS];

	private final double[] presence = new double[POINTS];

	private int size;

	private int stride = 1;

	private int skipped;

	private long lastAdded;

	private long lastEnded;

	private double lastValue;

	private long lastMillis;

	private double lastPresence;

	void append(long millis, double value, long added, long ended) {
		if (added < this.lastAdded || ended < this.lastEnded) {
			// the one who counts has begun anew
			this.size = 0;
			this.stride = 1;
			this.skipped = 0;
			this.lastValue = value;
		}
		this.lastPresence += (this.lastValue + value) / 2 * (millis - this.lastMillis) / 1000;
		this.lastAdded = added;
		this.lastEnded = ended;
		this.lastValue = value;
		this.lastMillis = millis;
		if (this.size > 0 && ++this.skipped < this.stride) {
			return;
		}
		this.skipped = 0;
		if (this.size == POINTS) {
			thin();
		}
		this.tenths[this.size] = (int) (millis / 100);
		this.added[this.size] = added;
		this.ended[this.size] = ended;
		this.presence[this.size] = this.lastPresence;
		this.size++;
	}

	private void thin() {
		int half = POINTS / 2;
		if (this.tenths[POINTS - 1] - this.tenths[half] >= HALF_A_WEEK_TENTHS) {
			System.arraycopy(this.tenths, half, this.tenths, 0, half);
			System.arraycopy(this.added, half, this.added, 0, half);
			System.arraycopy(this.ended, half, this.ended, 0, half);
			System.arraycopy(this.presence, half, this.presence, 0, half);
			this.size = half;
			return;
		}
		for (int i = 0; i < POINTS / 2; i++) {
			this.tenths[i] = this.tenths[2 * i];
			this.added[i] = this.added[2 * i];
			this.ended[i] = this.ended[2 * i];
			this.presence[i] = this.presence[2 * i];
		}
		this.size = POINTS / 2;
		this.stride *= 2;
	}

	@Nullable Turnover since(long millis) {
		if (this.size == 0) {
			return null;
		}
		int found = Arrays.binarySearch(this.tenths, 0, this.size, (int) (millis / 100));
		int index = (found >= 0) ? found : Math.max(0, -found - 2);
		return new Turnover(this.lastAdded - this.added[index], this.lastEnded - this.ended[index]);
	}

	/** Whether all members have been replaced. */
	boolean isReplaced() {
		return this.size >= 3 && this.ended[this.size - 1] - this.ended[0] >= REPLACED * Math.max(1, this.lastValue);
	}

	/** Whether members stay longer in the last third than in the middle one. */
	boolean isStayRising() {
		int third = (this.size - 1) / 3;
		return third > 0
				&& stay(this.size - 1 - third, this.size - 1) > stay(this.size - 1 - 2 * third, this.size - 1 - third);
	}

	/**
	 * Return what the count would be if as many had left at all times as on the average:
	 * the mean stay times the mean rate of deaths (Little's law).
	 */
	Window stays() {
		int last = this.size - 1;
		double rate = 10.0 * (this.ended[last] - this.ended[0]) / (this.tenths[last] - this.tenths[0]);
		double[] seconds = new double[last];
		double[] values = new double[last];
		int count = 0;
		for (int i = 0, from = 0; i < last; i++) {
			if (this.ended[i + 1] > this.ended[from]) {
				seconds[count] = (this.tenths[from] + this.tenths[i + 1]) / 20.0;
				values[count++] = rate * stay(from, i + 1);
				from = i + 1;
			}
		}
		return new Window(Arrays.copyOf(seconds, count), Arrays.copyOf(values, count));
	}

	private double stay(int from, int to) {
		double left = this.ended[to] - this.ended[from];
		return (left > 0) ? (this.presence[to] - this.presence[from]) / left : Double.POSITIVE_INFINITY;
	}

}
