package io.leakguard.scan;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.leakguard.finding.ProbeTime;
import io.leakguard.population.Census;
import io.leakguard.population.Census.Counted;
import io.leakguard.population.Probe;
import io.leakguard.population.Probe.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * The probes and how they fare. A probe that fails again and again or cannot tell here is
 * no longer asked, one that hangs not until it has come back and rested; it is named with
 * the reason, and the others go on.
 */
final class ProbeRoster {

	/**
	 * Rounds after which a probe that hung and came back is asked again, five minutes at
	 * the default interval; twice as many each time.
	 */
	private static final int REST = 20;

	/**
	 * Rounds after which a probe that could not tell is asked again, an hour at the
	 * default interval: what it needs may have come.
	 */
	private static final int UNAVAILABLE_REST = 240;

	private static final System.Logger logger = System.getLogger(ProbeRoster.class.getName());

	/** How many of the slowest probes are told. */
	private static final int SLOWEST = 5;

	private final int failuresUntilDisabled;

	private final List<Probe> probes = new CopyOnWriteArrayList<>();

	private final Queue<Source> sources = new ConcurrentLinkedQueue<>();

	private final Map<String, Integer> failures = new ConcurrentHashMap<>();

	private final Map<String, String> failed = new ConcurrentHashMap<>();

	/** Probes whose last answer was odd; what of it is sane is used. */
	private final Set<String> odd = ConcurrentHashMap.newKeySet();

	private final Map<String, String> unavailable = new ConcurrentHashMap<>();

	private final Map<String, Long> unavailableUntil = new ConcurrentHashMap<>();

	private final Map<String, Hang> hangs = new ConcurrentHashMap<>();

	private volatile long rounds;

	private final Map<Probe, ProbePace> paces = new ConcurrentHashMap<>();

	private final Duration interval;

	private final LongSupplier computed;

	private final AtomicReference<@Nullable Asking> asking = new AtomicReference<>();

	private volatile long totalFailures;

	ProbeRoster(int failuresUntilDisabled, Duration interval) {
		this(failuresUntilDisabled, interval, computedNanos());
	}

	ProbeRoster(int failuresUntilDisabled, Duration interval, LongSupplier computed) {
		this.failuresUntilDisabled = failuresUntilDisabled;
		this.interval = interval;
		this.computed = computed;
	}

	/** A call of the kernel, some hundred nanoseconds. */
	private static LongSupplier computedNanos() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : System::nanoTime;
	}

	void add(Probe probe) {
		this.probes.add(probe);
	}

	/**
	 * Add probes that are not made before the next round begins, in the thread that asks.
	 */
	void addLater(String name, Supplier<? extends Collection<? extends Probe>> source) {
		this.sources.add(new Source(name, source));
	}

	void remove(Probe probe) {
		this.probes.remove(probe);
		this.paces.remove(probe);
		this.failures.remove(probe.name());
		this.failed.remove(probe.name());
		this.odd.remove(probe.name());
		this.unavailable.remove(probe.name());
		this.unavailableUntil.remove(probe.name());
		this.hangs.remove(probe.name());
	}

	/**
	 * Ask every probe, until the caller is no longer the one that scans.
	 * @return whether it still is
	 */
	boolean ask(Census census, BooleanSupplier current) {
		this.rounds++;
		if (!make(current)) {
			return false;
		}
		for (Probe probe : this.probes) {
			if (!isAsked(probe)) {
				continue;
			}
			ProbePace pace = this.paces.computeIfAbsent(probe, (key) -> new ProbePace(this.interval));
			Counted earlier = pace.restingOn(census.attention());
			if (earlier != null) {
				census.repeat(earlier);
				continue;
			}
			Asking asking = new Asking(probe.name());
			this.asking.set(asking);
			long computed = this.computed.getAsLong();
			Counted counted = null;
			Throwable failure = null;
			try {
				counted = census.take(probe);
			}
			catch (Throwable ex) {
				// one probe that runs out of memory must not end the scan for good
				failure = ex;
			}
			// whoever takes this away decides: the probe was in time, or it was left
			// behind
			boolean inTime = this.asking.compareAndSet(asking, null);
			if (!inTime || !current.getAsBoolean()) {
				this.hangs.computeIfPresent(probe.name(), (name, hang) -> hang.cameBack(this.rounds));
				return false;
			}
			if (counted != null) {
				pace.answered(counted, asking.nanos(), this.computed.getAsLong() - computed);
				answered(probe, counted.oddity());
			}
			else if (failure instanceof UnavailableException) {
				this.unavailable.put(probe.name(), String.valueOf(failure.getMessage()));
				this.unavailableUntil.put(probe.name(), this.rounds + UNAVAILABLE_REST);
			}
			else if (failure != null) {
				fail(probe, failure);
			}
		}
		return current.getAsBoolean();
	}

	/** A source may add others, which are asked in the same round. */
	private boolean make(BooleanSupplier current) {
		for (Source source = this.sources.poll(); source != null; source = this.sources.poll()) {
			Asking asking = new Asking(source.name());
			this.asking.set(asking);
			boolean made = false;
			try {
				this.probes.addAll(source.probes().get());
				made = true;
			}
			catch (Throwable ex) {
				this.totalFailures++;
				this.failed.put(source.name(), ex.getClass().getSimpleName() + ": " + ex.getMessage());
				logger.log(System.Logger.Level.WARNING, "Probes of '" + source.name() + "' could not be made", ex);
			}
			if (!this.asking.compareAndSet(asking, null)) {
				this.hangs.remove(source.name());
				this.failures.remove(source.name());
				if (made) {
					this.failed.remove(source.name());
				}
				return false;
			}
		}
		return current.getAsBoolean();
	}

	private void answered(Probe probe, @Nullable String oddity) {
		boolean failedBefore = this.failures.remove(probe.name()) != null;
		boolean oddBefore = this.odd.remove(probe.name());
		if (oddity != null) {
			this.odd.add(probe.name());
			this.failed.put(probe.name(), oddity);
		}
		else if (failedBefore || oddBefore) {
			this.failed.remove(probe.name());
		}
		if (this.unavailableUntil.remove(probe.name()) != null) {
			this.unavailable.remove(probe.name());
		}
	}

	private boolean isAsked(Probe probe) {
		Hang hang = this.hangs.get(probe.name());
		if (hang != null && this.rounds < hang.until()) {
			return false;
		}
		return this.rounds >= this.unavailableUntil.getOrDefault(probe.name(), 0L)
				&& this.failures.getOrDefault(probe.name(), 0) < this.failuresUntilDisabled;
	}

	private void fail(Probe probe, Throwable cause) {
		int count = this.failures.merge(probe.name(), 1, Integer::sum);
		this.totalFailures++;
		String message = cause.getClass().getSimpleName() + ": " + cause.getMessage();
		boolean disabled = count >= this.failuresUntilDisabled;
		this.failed.put(probe.name(), disabled ? message + " (disabled after " + count + " failures)" : message);
		if (count == 1 || disabled) {
			logger.log(System.Logger.Level.WARNING, "Probe '" + probe.name() + "' failed"
					+ (disabled ? " " + count + " times in a row and is no longer asked" : ""), cause);
		}
	}

	/**
	 * Leave the probe behind that has been asked for longer than it may take.
	 * @return whether there was one; the thread that asked it is no longer to scan
	 */
	boolean leaveBehind(Duration timeout) {
		Asking asking = this.asking.get();
		if (asking == null || asking.nanos() <= timeout.toNanos() || !this.asking.compareAndSet(asking, null)) {
			return false;
		}
		leaveBehind(asking.name, "did not answer within " + timeout);
		return true;
	}

	private void leaveBehind(String name, String reason) {
		this.totalFailures++;
		this.hangs.merge(name, new Hang(1, Long.MAX_VALUE), (one, other) -> one.again());
		this.failures.put(name, 1);
		this.failed.put(name, reason);
		logger.log(System.Logger.Level.WARNING, "Probe ''{0}'' {1}", name, reason);
	}

	/**
	 * Let a probe have time in which nobody could do anything.
	 * @param nanos for how long the process stood still
	 */
	void forgive(long nanos) {
		Asking asking = this.asking.get();
		if (asking != null) {
			asking.since += nanos;
		}
	}

	/** No line in the log, which may be what hangs. */
	void listenerHangs(Class<?> listener, Duration timeout) {
		this.failed.put(nameOf(listener), "did not return within " + timeout + ", and is not told until it does");
	}

	void listenerIsBack(Class<?> listener) {
		this.failed.remove(nameOf(listener));
	}

	private static String nameOf(Class<?> listener) {
		return "listener " + listener.getName();
	}

	/** Return the probes that take longest. */
	List<ProbeTime> slowest() {
		List<ProbeTime> times = new ArrayList<>();
		this.paces.forEach((probe, pace) -> times.add(pace.time(probe.name())));
		times.sort(Comparator.comparing(ProbeTime::median).reversed());
		return times.subList(0, Math.min(SLOWEST, times.size()));
	}

	Map<String, String> failed() {
		return this.failed;
	}

	Map<String, String> unavailable() {
		return this.unavailable;
	}

	long totalFailures() {
		return this.totalFailures;
	}

	/**
	 * Where probes come from that are made later.
	 *
	 * @param name what is told if it fails or hangs
	 * @param probes makes them
	 */
	private record Source(String name, Supplier<? extends Collection<? extends Probe>> probes) {

	}

	/** A probe, by its name, that is being asked. */
	private static final class Asking {

		private final String name;

		private volatile long since = System.nanoTime();

		Asking(String name) {
			this.name = name;
		}

		long nanos() {
			return System.nanoTime() - this.since;
		}

	}

	/**
	 * A probe that was left behind.
	 *
	 * @param times how often
	 * @param until the round in which it is asked again, never as long as it has not come
	 * back
	 */
	private record Hang(int times, long until) {

		Hang again() {
			return new Hang(this.times + 1, Long.MAX_VALUE);
		}

		Hang cameBack(long round) {
			return new Hang(this.times, round + ((long) REST << Math.min(this.times - 1, 10)));
		}

	}

}
