package io.leakguard.autoconfigure.probe.jdbc;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.autoconfigure.probe.jdbc.BorrowLog.Entry;
import io.leakguard.autoconfigure.probe.jdbc.LeakReports.LeakReport;
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

	private @Nullable LeakReport report;

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

	/**
	 * Return where it was borrowed: as the log of borrowings tells, else as HikariCP
	 * itself does.
	 * @return the site, if known
	 */
	@Nullable String site() {
		if (this.entry != null && this.entry.site() != null) {
			return this.entry.site();
		}
		return (this.report != null) ? this.report.site() : null;
	}

	/**
	 * Return whether a report of HikariCP may be of this borrowing, as far as the sites
	 * tell.
	 * @param report the report
	 * @return whether it may be, and none is known yet
	 */
	boolean mayBe(LeakReport report) {
		String site = site();
		return this.report == null && (site == null || site.equals(report.site()));
	}

	void reported(LeakReport report) {
		this.report = report;
	}

	/**
	 * Return whether HikariCP itself has reported this borrowing as an apparent leak.
	 * @return whether it has
	 */
	boolean isReported() {
		return this.report != null;
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
