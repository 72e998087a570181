package io.leakguard.autoconfigure.probe.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.util.ClockSource;
import com.zaxxer.hikari.util.ConcurrentBag;
import com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry;
import io.leakguard.autoconfigure.probe.MostFrequent;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.jdbc.BorrowLog.Entry;
import io.leakguard.autoconfigure.probe.jdbc.LeakReports.LeakReport;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * One HikariCP pool, from scan to scan: which connections are out, since when, borrowed
 * where, and whether anything comes back.
 */
final class PoolView {

	/**
	 * Where scans are frequent, the time of {@code heldAfter} is too long to wait for;
	 * twenty looks tell as much.
	 */
	private static final int OVERDUE_SCANS = 20;

	private static final Duration OVERDUE_AT_LEAST = Duration.ofSeconds(5);

	/** A connection or two may be kept on purpose, to listen for notifications say. */
	private static final int KEPT_ON_PURPOSE = 2;

	/** Three looks without a single return, so that one slow statement is none. */
	private static final int STANDSTILL_SCANS = 3;

	private static final Duration STANDSTILL = Duration.ofSeconds(10);

	/** A stack is taken by a handshake with the thread; so many in a scan at most. */
	private static final int STACKS_PER_SCAN = 16;

	/** If one in ten of those that stayed came back later, it was slow work. */
	private static final int LATE_RETURNS = 10;

	/** A record of a borrowing may be this much later than the borrowing, in millis. */
	private static final int CLOCK_GAP = 50;

	private final HikariPool pool;

	private final String name;

	private final int maximum;

	private final Duration heldAfter;

	private final BorrowLog log;

	private final @Nullable LeakDetection detection;

	private final PrivateField trackerField;

	private final ConcurrentBag<?> bag;

	private Map<Object, Borrow> borrows = new IdentityHashMap<>();

	private @Nullable PrivateField stampField;

	private @Nullable PrivateField statementsField;

	private long returned;

	private long timeouts;

	/** Requests that had timed out when a connection was last to be had. */
	private long timeoutsBefore;

	private List<Borrow> stayed = List.of();

	private long cameBackLate;

	private int standstillScans;

	private @Nullable Instant standstillSince;

	PoolView(HikariDataSource dataSource, HikariPool pool, Duration heldAfter, @Nullable LeakReports reports) {
		this.pool = pool;
		this.name = dataSource.getPoolName();
		this.maximum = dataSource.getMaximumPoolSize();
		this.heldAfter = heldAfter;
		this.detection = (reports != null) ? new LeakDetection(dataSource, reports) : null;
		this.bag = (ConcurrentBag<?>) Objects
			.requireNonNull(PrivateField.of(HikariPool.class, "connectionBag").get(pool));
		this.trackerField = PrivateField.of(HikariPool.class, "metricsTracker");
		Object present = this.trackerField.get(pool);
		PrivateField inner = (present != null) ? PrivateField.find(present.getClass(), "tracker") : null;
		this.log = new BorrowLog((inner != null) ? (IMetricsTracker) inner.get(present) : null, this.maximum);
		pool.setMetricsTrackerFactory((poolName, stats) -> this.log);
	}

	HikariPool pool() {
		return this.pool;
	}

	/** Give the pool back what it had, unless it has got another one since. */
	void close() {
		endDetection();
		Object present = this.trackerField.get(this.pool);
		PrivateField inner = (present != null) ? PrivateField.find(present.getClass(), "tracker") : null;
		if (inner != null && inner.get(present) == this.log) {
			IMetricsTracker before = this.log.delegate();
			this.pool.setMetricsTrackerFactory((before != null) ? (poolName, stats) -> before : null);
		}
	}

	/** Put HikariCP's threshold back. */
	void endDetection() {
		if (this.detection != null) {
			this.detection.close();
		}
	}

	void count(Census census) {
		Instant now = census.at();
		List<LeakReport> reported = (this.detection != null) ? this.detection.take() : List.of();
		List<Borrow> out = out(now);
		String held = "hikari." + this.name + ".held";
		if (this.detection != null) {
			this.detection.attribute(reported, out);
			this.detection.look(census.attention().isOn("hikari." + this.name) || census.attention().isOn(held),
					usual());
		}
		List<Borrow> stayed = stayed(out, now);
		this.log.suspected(census.attention().isOnAnyOf("hikari." + this.name) || stayed.size() > KEPT_ON_PURPOSE);
		this.log.out(out.size());
		Population.Builder active = census.population("hikari." + this.name, Kind.POOL_EXHAUSTED, Unit.CONNECTIONS)
			.count(out.size())
			.bound((long) this.maximum)
			.limit((long) this.maximum);
		exhausted(active, out, now);
		Population.Builder population = census.population(held, Kind.HELD_TOO_LONG, Unit.CONNECTIONS)
			.limit((long) this.maximum)
			.count(stayed.size())
			.groups(groups(stayed));
		overdue(population, out, now);
		statements(census, out);
	}

	/** The pool itself closes them, but only when the connection comes back. */
	private void statements(Census census, List<Borrow> out) {
		long open = 0;
		for (Object entry : this.borrows.keySet()) {
			if (this.statementsField == null) {
				this.statementsField = PrivateField.find(entry.getClass(), "openStatements");
			}
			if (this.statementsField != null && this.statementsField.get(entry) instanceof List<?> statements) {
				open += statements.size();
			}
		}
		census.population("hikari." + this.name + ".statements", Kind.NOT_CLOSED, Unit.OBJECTS)
			.count(open)
			.culprit(Culprit.ofType("java.sql.Statement of pool " + this.name).at(mostFrequentSite(out)))
			.holder("the connections of pool " + this.name + " that are out");
	}

	private List<Borrow> out(Instant now) {
		Map<Object, Borrow> current = new IdentityHashMap<>();
		for (IConcurrentBagEntry entry : this.bag.values(IConcurrentBagEntry.STATE_IN_USE)) {
			long stamp = stamp(entry);
			Borrow borrow = this.borrows.get(entry);
			if (borrow == null || borrow.stamp() != stamp) {
				// without a tracker the pool takes no time; then the age is that of our
				// watch
				long age = (stamp != 0) ? Math.max(0, ClockSource.elapsedMillis(stamp)) : 0;
				borrow = new Borrow(stamp, now.minusMillis(age));
			}
			borrow.seen();
			current.put(entry, borrow);
		}
		this.borrows = current;
		List<Borrow> out = new ArrayList<>(current.values());
		out.sort(Comparator.comparingLong(Borrow::stamp));
		attribute(out);
		return out;
	}

	/** The tracker is told just after the time stamp is set: the next entry is its. */
	private void attribute(List<Borrow> out) {
		List<Entry> entries = this.log.entries();
		int next = 0;
		for (Borrow borrow : out) {
			while (next < entries.size() && entries.get(next).time() < borrow.stamp()) {
				forgetIfOld(entries.get(next++));
			}
			if (next < entries.size()
					&& ClockSource.elapsedMillis(borrow.stamp(), entries.get(next).time()) <= CLOCK_GAP) {
				borrow.entry(entries.get(next++));
			}
		}
		while (next < entries.size()) {
			forgetIfOld(entries.get(next++));
		}
		leftBehind(out);
	}

	private void forgetIfOld(Entry entry) {
		if (ClockSource.elapsedMillis(entry.time()) > 1000) {
			this.log.forget(entry);
		}
	}

	private static void leftBehind(List<Borrow> out) {
		Map<String, Borrow> newest = new HashMap<>();
		for (Borrow borrow : out) {
			Entry entry = borrow.entry();
			Thread thread = (entry != null) ? entry.thread().get() : null;
			if (thread != null && entry.site() != null) {
				Borrow older = newest.put(thread.getId() + entry.site(), borrow);
				if (older != null) {
					older.leftBehind();
				}
			}
		}
	}

	private List<Borrow> stayed(List<Borrow> out, Instant now) {
		Set<Borrow> present = Set.copyOf(out);
		this.cameBackLate += this.stayed.stream().filter((borrow) -> !present.contains(borrow)).count();
		long usual = usual();
		this.stayed = out.stream()
			.filter((borrow) -> borrow.scans() >= STANDSTILL_SCANS && borrow.age(now).toMillis() > usual)
			.toList();
		return this.stayed;
	}

	/** After how many milliseconds a connection has stayed out for longer than others. */
	private long usual() {
		return Math.min(2 * this.log.longestUse(), this.heldAfter.toMillis());
	}

	private List<Group> groups(List<Borrow> stayed) {
		boolean neverLeave = stayed.size() > KEPT_ON_PURPOSE && this.cameBackLate * LATE_RETURNS <= stayed.size();
		Set<Sign> signs = (neverLeave) ? Set.of(Sign.OLDEST_NEVER_LEAVE) : Set.of();
		Map<Culprit, Long> counts = stayed.stream()
			.collect(Collectors.groupingBy(this::culprit, LinkedHashMap::new, Collectors.counting()));
		return counts.entrySet()
			.stream()
			.map((entry) -> Group.of(String.valueOf(entry.getKey().site()), entry.getKey(), entry.getValue())
				.signs(signs))
			.toList();
	}

	private void exhausted(Population.Builder population, List<Borrow> out, Instant now) {
		long waiting = this.pool.getThreadsAwaitingConnection();
		long timedOut = this.log.timeouts() - this.timeouts;
		boolean standstill = out.size() >= this.maximum && this.log.returned() == this.returned
				&& (waiting > 0 || timedOut > 0 || this.standstillSince != null);
		this.returned = this.log.returned();
		this.timeouts = this.log.timeouts();
		if (!standstill) {
			this.standstillSince = null;
			this.standstillScans = 0;
			return;
		}
		if (this.standstillSince == null) {
			this.standstillSince = now;
		}
		this.standstillScans++;
		if (this.standstillScans < STANDSTILL_SCANS) {
			return;
		}
		Duration stood = Duration.between(this.standstillSince, now);
		population.fact(new Fact(Kind.POOL_EXHAUSTED, Culprit.ofType("pool " + this.name).at(mostFrequentSite(out)),
				out.size(), stood.compareTo(STANDSTILL) >= 0, this.standstillSince,
				"all " + this.maximum + " connections are out, none came back within " + stood.toSeconds() + " s, "
						+ waiting + " threads wait and " + this.timeouts + " requests timed out so far"
						+ reportedOf(out),
				(long) this.maximum));
	}

	private void overdue(Population.Builder population, List<Borrow> out, Instant now) {
		boolean wanted = isWanted(out);
		int stacks = 0;
		Map<String, List<Borrow>> bySite = new HashMap<>();
		for (Borrow borrow : out) {
			String site = borrow.site();
			if (site != null && isOverdue(borrow, now) && stacks++ < STACKS_PER_SCAN && borrow.isLeft()) {
				bySite.computeIfAbsent(site, (absent) -> new ArrayList<>()).add(borrow);
			}
		}
		bySite.forEach((site, left) -> {
			if (left.size() > KEPT_ON_PURPOSE || (wanted && left.size() == this.maximum)) {
				Instant since = left.get(0).since();
				population.fact(new Fact(Kind.HELD_TOO_LONG, Culprit.ofType("connection of pool " + this.name).at(site),
						left.size(), false, since,
						left.size() + " connections have been out for up to " + Duration.between(since, now).toSeconds()
								+ " s, and the threads that borrowed them have left the method that did so"
								+ reportedOf(left),
						(long) this.maximum));
			}
		});
	}

	/**
	 * Whether somebody has missed a connection since all are out. Of a small pool that is
	 * there for what keeps its connections, nobody ever does.
	 */
	private boolean isWanted(List<Borrow> out) {
		if (out.size() < this.maximum) {
			this.timeoutsBefore = this.log.timeouts();
			return false;
		}
		return this.pool.getThreadsAwaitingConnection() > 0 || this.log.timeouts() > this.timeoutsBefore;
	}

	private boolean isOverdue(Borrow borrow, Instant now) {
		Duration age = borrow.age(now);
		return age.compareTo(this.heldAfter) >= 0
				|| (borrow.scans() >= OVERDUE_SCANS && age.compareTo(OVERDUE_AT_LEAST) >= 0);
	}

	private static String reportedOf(List<Borrow> borrows) {
		long reported = borrows.stream().filter(Borrow::isReported).count();
		return (reported > 0) ? "; HikariCP's own leak detection reports " + reported + " of them" : "";
	}

	private static @Nullable String mostFrequentSite(List<Borrow> out) {
		return MostFrequent.of(out.stream().map(Borrow::site));
	}

	private Culprit culprit(Borrow borrow) {
		String site = borrow.site();
		return Culprit.ofType("connection of pool " + this.name).at(site);
	}

	private long stamp(Object entry) {
		if (this.stampField == null) {
			this.stampField = PrivateField.of(entry.getClass(), "lastBorrowed");
		}
		return (this.stampField.get(entry) instanceof Long stamp) ? stamp : 0;
	}

}
