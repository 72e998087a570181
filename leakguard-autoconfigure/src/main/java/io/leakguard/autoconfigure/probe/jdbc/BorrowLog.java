package io.leakguard.autoconfigure.probe.jdbc;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.util.ClockSource;
import io.leakguard.population.ApplicationFrames;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of a pool's metrics tracker, passes everything on and remembers who
 * borrowed. HikariCP calls its tracker in the thread that borrows, so that no connection
 * and no data source has to be wrapped. The site is taken only while more than half of
 * the pool is out or something is suspected: a leak has to pass through that half before
 * it does harm, a healthy pool seldom gets there. Thread-safe.
 */
final class BorrowLog implements IMetricsTracker {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	/** More threads than this do not hold connections of one pool. */
	private static final int MAX_ENTRIES = 4096;

	private static final int MAX_ENTRIES_OF_A_THREAD = 32;

	/** The time between two look-ups of a site, 16 in a second. */
	private static final int BETWEEN_SITES = 62_500_000;

	/** The same while something is suspected: a thousand. */
	private static final int BETWEEN_SITES_SUSPECTED = 1_000_000;

	/** Look-ups that may have been saved up. */
	private static final int BURST = 64;

	/** How far the two clocks of a borrowing may be apart, in milliseconds. */
	private static final int TOLERANCE = 5;

	private final @Nullable IMetricsTracker delegate;

	private final int poolSize;

	private final AtomicInteger out = new AtomicInteger();

	private final LongAdder returned = new LongAdder();

	private final LongAdder timeouts = new LongAdder();

	private final AtomicLong longestUse = new AtomicLong();

	private final ConcurrentMap<Long, List<Entry>> byThread = new ConcurrentHashMap<>();

	private final AtomicLong sitesPaidUntil = new AtomicLong(System.nanoTime());

	private volatile boolean suspected;

	BorrowLog(@Nullable IMetricsTracker delegate, int poolSize) {
		this.delegate = delegate;
		this.poolSize = poolSize;
	}

	@Override
	public void recordConnectionCreatedMillis(long millis) {
		if (this.delegate != null) {
			this.delegate.recordConnectionCreatedMillis(millis);
		}
	}

	@Override
	public void recordConnectionAcquiredNanos(long nanos) {
		int now = this.out.incrementAndGet();
		if ((this.suspected || now * 2 > this.poolSize) && this.byThread.size() < MAX_ENTRIES) {
			Entry entry = new Entry(ClockSource.currentTime(), isSited() ? FRAMES.here() : null,
					new WeakReference<>(Thread.currentThread()));
			this.byThread.compute(threadId(), (id, entries) -> with(entries, entry));
		}
		if (this.delegate != null) {
			this.delegate.recordConnectionAcquiredNanos(nanos);
		}
	}

	private boolean isSited() {
		long between = this.suspected ? BETWEEN_SITES_SUSPECTED : BETWEEN_SITES;
		long now = System.nanoTime();
		long paid = this.sitesPaidUntil.get();
		long ahead = Math.max(0, paid - now);
		// whoever loses against another thread goes without: it is one of many
		return ahead < BURST * between && this.sitesPaidUntil.compareAndSet(paid, now + ahead + between);
	}

	@Override
	public void recordConnectionUsageMillis(long millis) {
		this.out.decrementAndGet();
		this.returned.increment();
		if (millis > this.longestUse.get()) {
			this.longestUse.accumulateAndGet(millis, Math::max);
		}
		if (!this.byThread.isEmpty()) {
			this.byThread.computeIfPresent(threadId(), (id, entries) -> without(entries, millis));
		}
		if (this.delegate != null) {
			this.delegate.recordConnectionUsageMillis(millis);
		}
	}

	@Override
	public void recordConnectionTimeout() {
		// a time-out has been recorded as an acquisition just before
		this.out.decrementAndGet();
		this.timeouts.increment();
		this.byThread.computeIfPresent(threadId(), (id, entries) -> without(entries, 0));
		if (this.delegate != null) {
			this.delegate.recordConnectionTimeout();
		}
	}

	@Override
	public void close() {
		if (this.delegate != null) {
			this.delegate.close();
		}
	}

	@Nullable IMetricsTracker delegate() {
		return this.delegate;
	}

	void suspected(boolean suspected) {
		this.suspected = suspected;
	}

	void out(int exact) {
		this.out.set(exact);
	}

	long returned() {
		return this.returned.sum();
	}

	long timeouts() {
		return this.timeouts.sum();
	}

	long longestUse() {
		return this.longestUse.get();
	}

	/**
	 * Return what was borrowed and has not been seen to return.
	 * @return the entries, the oldest first
	 */
	List<Entry> entries() {
		List<Entry> all = new ArrayList<>();
		this.byThread.values().forEach(all::addAll);
		all.sort(Comparator.comparingLong(Entry::time));
		return all;
	}

	void forget(Entry forgotten) {
		this.byThread.forEach((id, entries) -> {
			if (entries.contains(forgotten)) {
				this.byThread.computeIfPresent(id, (key, current) -> {
					List<Entry> left = new ArrayList<>(current);
					left.remove(forgotten);
					return left.isEmpty() ? null : left;
				});
			}
		});
	}

	private static List<Entry> with(@Nullable List<Entry> entries, Entry entry) {
		if (entries != null && entries.size() >= MAX_ENTRIES_OF_A_THREAD) {
			// they came back through another thread
			return entries;
		}
		List<Entry> more = (entries != null) ? new ArrayList<>(entries) : new ArrayList<>(1);
		more.add(entry);
		return more;
	}

	private static @Nullable List<Entry> without(List<Entry> entries, long millis) {
		for (int i = entries.size() - 1; i >= 0; i--) {
			if (Math.abs(ClockSource.elapsedMillis(entries.get(i).time()) - millis) <= TOLERANCE) {
				List<Entry> left = new ArrayList<>(entries);
				left.remove(i);
				return left.isEmpty() ? null : left;
			}
		}
		return entries;
	}

	private static long threadId() {
		return Thread.currentThread().getId();
	}

	/**
	 * Who borrowed.
	 *
	 * @param time when, in the unit of HikariCP's clock
	 * @param site where, if the application was on the stack
	 * @param thread by which thread
	 */
	record Entry(long time, @Nullable String site, WeakReference<Thread> thread) {

		/** Every borrowing is one of its own. */
		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this);
		}

	}

}
