package io.leakguard.history;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Running totals of births and deaths at a few points of time. When the points run out,
 * every other one is dropped, so the whole past stays covered in 32 points, ever more
 * coarsely. Not thread-safe.
 */
final class TurnoverRecord {

	private static final int POINTS = 32;

	private final int[] tenths = new int[POINTS];

	private final long[] added = new long[POINTS];

	private final long[] ended = new long[POINTS];

	private int size;

	private int stride = 1;

	private int skipped;

	private long lastAdded;

	private long lastEnded;

	void append(long millis, long added, long ended) {
		if (added < this.lastAdded || ended < this.lastEnded) {
			// the one who counts has begun anew
			this.size = 0;
			this.stride = 1;
			this.skipped = 0;
		}
		this.lastAdded = added;
		this.lastEnded = ended;
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
		this.size++;
	}

	private void thin() {
		for (int i = 0; i < POINTS / 2; i++) {
			this.tenths[i] = this.tenths[2 * i];
			this.added[i] = this.added[2 * i];
			this.ended[i] = this.ended[2 * i];
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

}
