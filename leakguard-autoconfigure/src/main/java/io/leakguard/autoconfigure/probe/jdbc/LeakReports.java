package io.leakguard.autoconfigure.probe.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;

import com.zaxxer.hikari.util.ClockSource;
import io.leakguard.autoconfigure.probe.harvest.LogHarvest;
import io.leakguard.population.ApplicationFrames;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Harvests what HikariCP's own leak detection logs: the stack that a connection was
 * borrowed with, once it has been out for longer than the threshold of its pool. What it
 * logs of connections that come back later is not needed, since the pool itself tells
 * which are out, whatever the level of the logger. Thread-safe.
 */
final class LeakReports implements AutoCloseable {

	static final String LOGGER = "com.zaxxer.hikari.pool.ProxyLeakTask";

	private static final String DETECTED = "Connection leak detection triggered";

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	/** Pools have no more connections that go overdue between two scans. */
	private static final int MAX_REPORTS = 512;

	/** By then a report that has a time is in the queue, in milliseconds. */
	private static final long ENTERED = 1000;

	private final Queue<LeakReport> reports = new LinkedBlockingQueue<>(MAX_REPORTS);

	private final LogHarvest log = new LogHarvest(LOGGER, this::logged);

	private void logged(@Nullable String message, @Nullable Throwable borrowing) {
		if (message != null && borrowing != null && message.startsWith(DETECTED)) {
			this.reports.offer(new LeakReport(Thread.currentThread().getName(), ClockSource.currentTime(),
					FRAMES.siteIn(borrowing.getStackTrace())));
		}
	}

	/**
	 * Listen, also where the logger was set up anew since.
	 * @return whether anything can be heard
	 */
	boolean listen() {
		return this.log.listen() && LoggerFactory.getLogger(LOGGER).isWarnEnabled();
	}

	/**
	 * Take what was reported of a pool.
	 * @param thread the name of the thread that does the housekeeping of the pool
	 * @return the reports, the oldest first
	 */
	List<LeakReport> take(String thread) {
		List<LeakReport> taken = new ArrayList<>();
		this.reports.removeIf((report) -> report.thread().equals(thread) && taken.add(report));
		return taken;
	}

	/**
	 * Forget what was reported of pools that are not watched.
	 * @param before the time before which the last scan began, in the unit of HikariCP's
	 * clock
	 */
	void forget(long before) {
		this.reports.removeIf((report) -> ClockSource.elapsedMillis(report.time(), before) > ENTERED);
	}

	@Override
	public void close() {
		this.log.close();
		this.reports.clear();
	}

	/**
	 * A connection is overdue, HikariCP says.
	 *
	 * @param thread the thread that says so
	 * @param time when, in the unit of HikariCP's clock
	 * @param site where it was borrowed, if the application was on the stack
	 */
	record LeakReport(String thread, long time, @Nullable String site) {

	}

}
