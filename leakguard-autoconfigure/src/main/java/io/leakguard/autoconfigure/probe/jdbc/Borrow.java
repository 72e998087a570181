package io.leakguard.autoconfigure.probe.jdbc;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.autoconfigure.probe.jdbc.BorrowLog.Entry;
import io.leakguard.population.ApplicationFrames;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is out, from scan to scan.
 */
final class Borrow {

	private final long stamp;

	private final Instant since;

	private int scans;

	private @Nullable Entry entry;

	private boolean left;

	Borrow(long stamp, Instant since) {
		this.stamp = stamp;
		this.since = since;
	}

	long stamp() {
		return this.stamp;
	}

	Instant since() {
		return this.since;
	}

	Duration age(Instant now) {
		return Duration.between(this.since, now);
	}

	int scans() {
		return this.scans;
	}

	void seen() {
		this.scans++;
	}

	void entry(Entry entry) {
		this.entry = entry;
	}

	@Nullable Entry entry() {
		return this.entry;
	}

	@Nullable String site() {
		return (this.entry != null) ? this.entry.site() : null;
	}

	/**
	 * Return whether the thread that borrowed has left the method that did so. A look at
	 * its stack in which the method is missing is proof for ever.
	 * @return whether nobody can be using the connection in the usual way
	 */
	boolean isLeft() {
		String site = site();
		if (!this.left && this.entry != null && site != null) {
			Thread thread = this.entry.thread().get();
			this.left = thread == null || !thread.isAlive() || !ApplicationFrames.isWithin(thread, site);
		}
		return this.left;
	}

	/**
	 * The same thread has come to the same place again and borrowed once more: it has
	 * left it in between.
	 */
	void leftBehind() {
		this.left = true;
	}

}
