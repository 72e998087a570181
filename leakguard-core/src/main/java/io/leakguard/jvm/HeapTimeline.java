package io.leakguard.jvm;

import java.lang.management.MemoryUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the heap and its collector did so far, in bounded memory: the last scans one by
 * one, and all of the past in points that become coarser as it grows longer. Written by
 * the scan thread from what the probes read anyway; thread-safe. At most 600 points, some
 * 40 kB.
 */
public final class HeapTimeline {

	/** An hour of scans at 15 s. */
	private static final int FINE = 240;

	/** When these are full each two become one. */
	private static final int COARSE = 360;

	private final List<Collector> collectors;

	private final List<Point> fine = new ArrayList<>();

	private final List<Point> coarse = new ArrayList<>();

	private int scansPerPoint = 1;

	private int scans;

	private long count;

	private long millis;

	private long max;

	/**
	 * Create an empty timeline of this JVM.
	 */
	public HeapTimeline() {
		this(Collector.all());
	}

	HeapTimeline(List<Collector> collectors) {
		this.collectors = collectors.stream().filter(Collector::pauses).toList();
		this.count = this.collectors.stream().mapToLong(Collector::count).sum();
		this.millis = this.collectors.stream().mapToLong(Collector::totalMillis).sum();
	}

	/**
	 * Add what one scan has read.
	 * @param at when
	 * @param usage the heap
	 * @param live what survived a collection that matters, if one ran since the last scan
	 * @param left what any collection has left, if one ran since the last scan
	 */
	synchronized void add(Instant at, MemoryUsage usage, OptionalLong live, OptionalLong left) {
		long count = this.collectors.stream().mapToLong(Collector::count).sum();
		long millis = this.collectors.stream().mapToLong(Collector::totalMillis).sum();
		long pauses = Math.max(0, count - this.count);
		long pauseMillis = Math.max(0, millis - this.millis);
		this.count = count;
		this.millis = millis;
		this.max = usage.getMax();
		Point point = new Point(at, at, usage.getUsed(), usage.getUsed(), usage.getCommitted(), live.orElse(-1),
				left.orElse(-1), pauses, pauseMillis, longest(pauses, pauseMillis));
		this.fine.add(point);
		if (this.fine.size() > FINE) {
			this.fine.remove(0);
		}
		addCoarse(point);
	}

	/** Of several pauses only the last is known by itself. */
	private long longest(long pauses, long pauseMillis) {
		if (pauses == 0) {
			return 0;
		}
		long last = 0;
		for (Collector collector : this.collectors) {
			Collector.Last run = collector.last();
			last = (run != null) ? Math.max(last, run.durationMillis()) : last;
		}
		// the last of another collector may be older than the scan before
		return Math.max(pauseMillis / pauses, Math.min(last, pauseMillis));
	}

	private void addCoarse(Point point) {
		if (this.scans % this.scansPerPoint == 0) {
			this.coarse.add(point);
		}
		else {
			int last = this.coarse.size() - 1;
			this.coarse.set(last, this.coarse.get(last).and(point));
		}
		this.scans++;
		if (this.coarse.size() > COARSE) {
			for (int i = 0; i < this.coarse.size() - 1; i++) {
				this.coarse.set(i, this.coarse.get(i).and(this.coarse.remove(i + 1)));
			}
			this.scansPerPoint *= 2;
			this.scans = (this.coarse.size() - 1) * this.scansPerPoint + 1;
		}
	}

	/**
	 * Return the points of a time, the oldest first: coarse where the single scans are
	 * forgotten.
	 * @param from the beginning
	 * @return the points that end at or after it
	 */
	synchronized List<Point> since(Instant from) {
		List<Point> points = new ArrayList<>();
		Instant detailed = this.fine.isEmpty() ? Instant.MAX : this.fine.get(0).from();
		for (Point point : this.coarse) {
			if (point.to().isBefore(detailed) && !point.to().isBefore(from)) {
				points.add(point);
			}
		}
		for (Point point : this.fine) {
			if (!point.to().isBefore(from)) {
				points.add(point);
			}
		}
		return points;
	}

	/**
	 * Return how large the heap may become.
	 * @return the number of bytes, or -1 if there is no limit or no scan yet
	 */
	synchronized long max() {
		return (this.max > 0) ? this.max : -1;
	}

	/**
	 * The heap at one scan, or over some.
	 *
	 * @param from the first scan
	 * @param to the last scan
	 * @param used the least that was used
	 * @param peak the most that was used
	 * @param committed the most that was committed
	 * @param live the least that survived a collection that matters, -1 if none ran
	 * @param left the least that any collection has left, -1 if none ran
	 * @param pauses how often a collection stopped the application
	 * @param pauseMillis for how long in all
	 * @param longestMillis the longest of them, as far as known
	 */
	record Point(Instant from, Instant to, long used, long peak, long committed, long live, long left, long pauses,
			long pauseMillis, long longestMillis) {

		Point and(Point next) {
			return new Point(this.from, next.to, Math.min(this.used, next.used), Math.max(this.peak, next.peak),
					Math.max(this.committed, next.committed), least(this.live, next.live), least(this.left, next.left),
					this.pauses + next.pauses, this.pauseMillis + next.pauseMillis,
					Math.max(this.longestMillis, next.longestMillis));
		}

		private static long least(long one, long other) {
			return (one < 0 || other < 0) ? Math.max(one, other) : Math.min(one, other);
		}

		/** What is alive, as far as a collection told. */
		long floor() {
			return (this.live >= 0) ? this.live : this.left;
		}

	}

}
