package io.leakguard.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The past of one population or group in bounded memory, at three resolutions: every
 * scan, every minute and every hour. The two coarse ones keep the minimum of their
 * bucket, because it is the valleys that tell a leak from a burst. Memory grows with what
 * is known and is at most about 5 KB. Not thread-safe: it belongs to the scan thread.
 */
public final class History {

	/**
	 * Values kept at the resolution of the scan: half an hour at the default interval.
	 */
	static final int SCANS = 128;

	/** Minutes kept: six hours. */
	static final int MINUTES = 360;

	/** Hours kept: seven days. */
	static final int HOURS = 168;

	/** Hours of which the maxima are kept. */
	private static final int PEAKS = 24;

	/** Quarters of a day of which the maxima are kept: seven days. */
	private static final int EARLIER_PEAKS = 28;

	private final long startMillis;

	private final Level scans = new Level(SCANS, Duration.ZERO);

	private final Level minutes = new Level(MINUTES, Duration.ofMinutes(1));

	private final Level hours = new Level(HOURS, Duration.ofHours(1));

	private final Level peaks = new Level(PEAKS, Duration.ofHours(1), true);

	private final Level earlierPeaks = new Level(EARLIER_PEAKS, Duration.ofHours(6), true);

	private double last;

	private double baseline = Double.NaN;

	private Instant lastAt;

	private boolean changed;

	private @Nullable TurnoverRecord turnover;

	/**
	 * Create an empty history.
	 * @param start the time before which nothing can be appended
	 */
	public History(Instant start) {
		this.startMillis = start.toEpochMilli();
		this.lastAt = start;
	}

	/**
	 * Append a value.
	 * @param at when it was measured; a time that is not after the last one is ignored
	 * @param value the value
	 */
	public void append(Instant at, double value) {
		long millis = at.toEpochMilli() - this.startMillis;
		if (millis < 0 || (!this.scans.isEmpty() && !at.isAfter(this.lastAt))) {
			return;
		}
		this.changed |= !this.scans.isEmpty() && value != this.last;
		this.scans.append(millis, value);
		this.minutes.append(millis, value);
		this.hours.append(millis, value);
		this.peaks.append(millis, value);
		this.earlierPeaks.append(millis, value);
		this.last = value;
		this.lastAt = at;
		if (Double.isNaN(this.baseline)) {
			this.baseline = value;
		}
	}

	/**
	 * Append a value together with exact counts of births and deaths.
	 * @param at when it was measured; a time that is not after the last one is ignored
	 * @param value the value
	 * @param added how many have been added so far, or -1 if nobody counts
	 * @param ended how many have ended so far, or -1 if nobody counts
	 */
	public void append(Instant at, double value, long added, long ended) {
		append(at, value);
		if (added >= 0 && ended >= 0) {
			if (this.turnover == null) {
				this.turnover = new TurnoverRecord();
			}
			this.turnover.append(at.toEpochMilli() - this.startMillis, value, added, ended);
		}
	}

	/**
	 * Return how many have been added and have ended since a time, as nearly as is known.
	 * @param seconds the time, in seconds since the start
	 * @return the turnover, or {@code null} if nobody counts or nothing is known of that
	 * time
	 */
	public @Nullable Turnover turnoverSince(double seconds) {
		return (this.turnover != null) ? this.turnover.since(Math.round(seconds * 1000)) : null;
	}

	/**
	 * Return whether births and deaths are counted and all members have been replaced, so
	 * that {@link #stays()} tells more than the counts.
	 * @return whether it does
	 */
	public boolean isReplaced() {
		return this.turnover != null && this.turnover.isReplaced();
	}

	/**
	 * Return whether members stay longer in the last third of the past than in the middle
	 * third. Nothing that is replaced grows otherwise. Allocates nothing.
	 * @return whether a closer look is worth while
	 */
	public boolean isStayRising() {
		return this.turnover != null && this.turnover.isStayRising();
	}

	/**
	 * Return what the counts would be if as many had left at all times as on the average,
	 * which is the time that members stay, times a constant. It does not rise and fall
	 * with the work that is done, as counts do; it rises when some never leave.
	 * @return up to 31 values over the past, up to a week; to be asked for only if
	 * {@link #isReplaced()}
	 */
	public Window stays() {
		return (this.turnover != null) ? this.turnover.stays() : new Window(new double[0], new double[0]);
	}

	/**
	 * Return how many values are kept at the resolution of the scan.
	 * @return the number
	 */
	public int scanCount() {
		return this.scans.size;
	}

	/**
	 * Return whether the value has ever been another. Free of cost, so that the many
	 * series that never move need not be looked at.
	 * @return whether it has changed
	 */
	public boolean hasChanged() {
		return this.changed;
	}

	/**
	 * Return how far the last value is above the lowest that is still known, at whatever
	 * resolution. Allocates nothing.
	 * @return the rise, never negative
	 */
	public double riseFromLowest() {
		if (!this.changed) {
			return 0;
		}
		double lowest = Math.min(this.scans.lowest(), Math.min(this.minutes.lowest(), this.hours.lowest()));
		return Math.max(0, this.last - lowest);
	}

	/**
	 * Return the highest value before a time, as far as that lies in hours that are over.
	 * What rises every night and falls again is lost in minima.
	 * @param seconds the time, in seconds since the start
	 * @return the value, negative infinity if nothing is known of it
	 */
	public double highestBefore(double seconds) {
		return Math.max(this.peaks.highestUpTo(seconds), this.earlierPeaks.highestUpTo(seconds));
	}

	/**
	 * Return by how much the last value is above the one at a time.
	 * @param at the time; before the first value the first counts
	 * @return the rise, negative if it fell
	 */
	public double riseSince(Instant at) {
		double seconds = Math.max(0, (at.toEpochMilli() - this.startMillis) / 1000.0);
		Window window = scans();
		for (Window longer : List.of(minutes(), hours())) {
			if (longer.size() > 0 && window.seconds()[0] > seconds && longer.seconds()[0] < window.seconds()[0]) {
				window = longer;
			}
		}
		int index = 0;
		while (index < window.size() - 1 && window.seconds()[index + 1] <= seconds) {
			index++;
		}
		return (window.size() > 0) ? this.last - window.values()[index] : 0;
	}

	/**
	 * Return whether the valleys of the last third are above those of the middle third,
	 * at any resolution, or those of the last sixth above all of the first half. Nothing
	 * grows otherwise. Allocates nothing.
	 * @return whether a closer look is worth while
	 */
	public boolean mayBeRising() {
		return this.changed && (this.scans.mayBeRising() || this.minutes.mayBeRising() || this.hours.mayBeRising());
	}

	/**
	 * Take the present value as the baseline, because the application has just settled.
	 */
	public void settle() {
		this.baseline = this.last;
	}

	/**
	 * Return the value that growth is counted from: the one when the application had
	 * settled, or the first.
	 * @return the baseline, or 0 if there is no value yet
	 */
	public double baseline() {
		return (Double.isNaN(this.baseline)) ? 0 : this.baseline;
	}

	/**
	 * Return the last value.
	 * @return the value, or 0 if there is none yet
	 */
	public double last() {
		return this.last;
	}

	/**
	 * Return when the last value was measured.
	 * @return the time
	 */
	public Instant lastAt() {
		return this.lastAt;
	}

	/**
	 * Return the time that offsets of windows are counted from.
	 * @return the start
	 */
	public Instant start() {
		return Instant.ofEpochMilli(this.startMillis);
	}

	/**
	 * Return the values of the last scans.
	 * @return a window at the resolution of the scan
	 */
	public Window scans() {
		return this.scans.window();
	}

	/**
	 * Return the minima of the last minutes, complete ones only.
	 * @return a window at one minute
	 */
	public Window minutes() {
		return this.minutes.window();
	}

	/**
	 * Return the minima of the last hours, complete ones only.
	 * @return a window at one hour
	 */
	public Window hours() {
		return this.hours.window();
	}

	/** A ring of values that grows to its capacity as it is filled. */
	private static final class Level {

		private static final int INITIAL = 16;

		private final int capacity;

		private final long bucketMillis;

		private int[] tenths = new int[0];

		private float[] values = new float[0];

		private int first;

		private int size;

		private long openBucket = -1;

		private final boolean maxima;

		private double open;

		Level(int capacity, Duration bucket) {
			this(capacity, bucket, false);
		}

		Level(int capacity, Duration bucket, boolean maxima) {
			this.maxima = maxima;
			this.capacity = capacity;
			this.bucketMillis = bucket.toMillis();
		}

		boolean isEmpty() {
			return this.size == 0;
		}

		void append(long millis, double value) {
			if (this.bucketMillis == 0) {
				add(millis, value);
				return;
			}
			long bucket = millis / this.bucketMillis;
			if (bucket != this.openBucket) {
				if (this.openBucket >= 0) {
					add((this.openBucket + 1) * this.bucketMillis, this.open);
				}
				this.openBucket = bucket;
				this.open = value;
			}
			else {
				this.open = this.maxima ? Math.max(this.open, value) : Math.min(this.open, value);
			}
		}

		private void add(long millis, double value) {
			if (this.size == this.values.length && this.size < this.capacity) {
				grow();
			}
			int index = (this.first + this.size) % this.values.length;
			this.tenths[index] = (int) (millis / 100);
			this.values[index] = (float) value;
			if (this.size < this.capacity) {
				this.size++;
			}
			else {
				this.first = (this.first + 1) % this.capacity;
			}
		}

		double lowest() {
			return lowest(0, this.size);
		}

		boolean mayBeRising() {
			int third = this.size / 3;
			if (third == 0) {
				return false;
			}
			return lowest(this.size - third, this.size) > lowest(third, this.size - third)
					|| lowest(this.size - third / 2, this.size) > highest(0, this.size / 2);
		}

		private float lowest(int from, int to) {
			float lowest = Float.POSITIVE_INFINITY;
			for (int i = from; i < to; i++) {
				int index = this.first + i;
				lowest = Math.min(lowest,
						this.values[(index < this.values.length) ? index : index - this.values.length]);
			}
			return lowest;
		}

		private float highest(int from, int to) {
			float highest = Float.NEGATIVE_INFINITY;
			for (int i = from; i < to; i++) {
				int index = this.first + i;
				highest = Math.max(highest,
						this.values[(index < this.values.length) ? index : index - this.values.length]);
			}
			return highest;
		}

		double highestUpTo(double seconds) {
			double highest = Double.NEGATIVE_INFINITY;
			for (int i = 0; i < this.size; i++) {
				int index = (this.first + i) % this.values.length;
				if (this.tenths[index] / 10.0 <= seconds) {
					highest = Math.max(highest, this.values[index]);
				}
			}
			return highest;
		}

		private void grow() {
			int length = Math.min(this.capacity, Math.max(INITIAL, this.size * 2));
			this.tenths = Arrays.copyOf(this.tenths, length);
			this.values = Arrays.copyOf(this.values, length);
		}

		Window window() {
			double[] seconds = new double[this.size];
			double[] values = new double[this.size];
			for (int i = 0; i < this.size; i++) {
				int index = (this.first + i) % this.values.length;
				seconds[i] = this.tenths[index] / 10.0;
				values[i] = this.values[index];
			}
			return new Window(seconds, values);
		}

	}

}
