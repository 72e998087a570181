package io.leakguard.autoconfigure.probe.jdbc;

import java.util.List;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.ClockSource;
import io.leakguard.autoconfigure.probe.jdbc.LeakReports.LeakReport;
import org.jspecify.annotations.Nullable;

/**
 * HikariCP's own leak detection of one pool. It takes a stack for each borrowing, so it
 * is switched on only while the pool is under suspicion, and off again after that; a
 * threshold that the operator has set is left as it is. The pool takes a change over when
 * it does its housekeeping, every 30 seconds.
 */
final class LeakDetection {

	/** HikariCP takes anything shorter for a mistake. */
	private static final long SHORTEST = TimeUnit.SECONDS.toMillis(2);

	/**
	 * How much later than at the threshold a report may come, in milliseconds: the thread
	 * that does the housekeeping is busy for no longer, a long pause aside.
	 */
	private static final long LATE = 250;

	private final HikariDataSource dataSource;

	private final LeakReports reports;

	private final String housekeeper;

	/** What was set here, zero while nothing is. */
	private long raised;

	private boolean operated;

	/** What borrowings were measured by last, zero if by nothing yet. */
	private long threshold;

	LeakDetection(HikariDataSource dataSource, LeakReports reports) {
		this.dataSource = dataSource;
		this.reports = reports;
		this.housekeeper = dataSource.getPoolName() + ":housekeeper";
	}

	/**
	 * Switch it on or off.
	 * @param suspected whether the pool is under suspicion
	 * @param usual after how many milliseconds a connection has stayed out for longer
	 * than others did
	 */
	void look(boolean suspected, long usual) {
		long current = this.dataSource.getLeakDetectionThreshold();
		if (current != this.raised) {
			// it is the operator's, for good
			this.operated = true;
			this.raised = 0;
		}
		if (!suspected) {
			close();
		}
		else if (current == 0 && !this.operated && this.reports.listen() && isToldApart()) {
			this.raised = within(usual);
			this.dataSource.setLeakDetectionThreshold(this.raised);
		}
	}

	/** The reports do not name the pool; its thread does, if it is the pool's own. */
	private boolean isToldApart() {
		return this.dataSource.getScheduledExecutor() == null && this.dataSource.getThreadFactory() == null;
	}

	private long within(long usual) {
		long longest = this.dataSource.getMaxLifetime();
		long threshold = Math.max(usual, SHORTEST);
		return (longest > 0) ? Math.min(threshold, longest) : threshold;
	}

	/**
	 * Take what was reported, before it is read what is out: what is still out then was
	 * not returned since.
	 * @return the reports
	 */
	List<LeakReport> take() {
		long current = this.dataSource.getLeakDetectionThreshold();
		if (current != 0) {
			this.threshold = current;
		}
		return this.reports.take(this.housekeeper);
	}

	/**
	 * Find the borrowings that were reported. A report comes as long after the borrowing
	 * as the threshold is.
	 * @param reported the reports
	 * @param out the borrowings
	 */
	void attribute(List<LeakReport> reported, List<Borrow> out) {
		for (LeakReport report : reported) {
			Borrow borrow = find(report, out);
			if (borrow != null) {
				borrow.reported(report);
			}
		}
	}

	private @Nullable Borrow find(LeakReport report, List<Borrow> out) {
		Borrow found = null;
		long least = LATE;
		for (Borrow borrow : out) {
			long late = ClockSource.elapsedMillis(borrow.stamp(), report.time()) - this.threshold;
			// a clock of milliseconds may be one behind
			if (late >= -1 && late < least && borrow.mayBe(report)) {
				found = borrow;
				least = late;
			}
		}
		return found;
	}

	/** Put the threshold back, unless somebody else has changed it since. */
	void close() {
		if (this.raised != 0 && this.dataSource.getLeakDetectionThreshold() == this.raised) {
			this.dataSource.setLeakDetectionThreshold(0);
		}
		this.raised = 0;
	}

}
