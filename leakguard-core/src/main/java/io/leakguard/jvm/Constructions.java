package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import io.leakguard.process.FlightRecorderUse;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Probe.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Learns of a class under suspicion how many objects are constructed and how many are
 * closed, and which line constructs them, from the method timing and tracing that the
 * flight recorder has since Java 25 (JEP 520). Only while a class is {@linkplain #want
 * wanted}, one class at a time, for some seconds, in recordings of its own beside any
 * other. Before Java 25 it does nothing.
 * <p>
 * To begin and to end it the JVM writes the class anew, each time in a pause that goes
 * with the number of loaded classes, about 5 µs for each: up to three for the counting
 * and three for the tracing. None is begun that would take longer than the longest pause.
 * While it runs, a constructor takes about 100 ns longer when counted, 1 to 2 µs when
 * traced. Works with all collectors. Thread-safe.
 */
final class Constructions implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(Constructions.class.getName());

	private static final int SINCE = 25;

	/** Of one pause, for each loaded class: 60 ms with 12,000 on two busy processors. */
	private static final long NANOS_PER_CLASS = 5_000;

	/**
	 * Constructors in a second up to which they are traced: at 2 µs each that takes a
	 * fifth of a percent of a processor, and a second's worth of stacks is little to
	 * read.
	 */
	private static final double TRACEABLE = 1000;

	/** Long enough to see the end of what is used for a request. */
	private static final Duration WINDOW = Duration.ofSeconds(10);

	/** For the first reading, and those that are late. */
	private static final Duration LATE = Duration.ofSeconds(5);

	/**
	 * Scans between two classes: a few pauses in five minutes at the default interval.
	 */
	private static final int EVERY = 20;

	/** Scans after which a class is looked at again: an hour at the default interval. */
	private static final int AGAIN = 12 * EVERY;

	private static final int MAX_TYPES = 100;

	private static final int MAX_FAILURES = 3;

	private final DiagnosticCommand command;

	private final ApplicationFrames frames;

	private final Duration scanInterval;

	private final Duration window;

	private final long longestPause;

	private final OwnClasses own;

	private final BooleanSupplier recorderIsAllowed;

	private final Map<String, ConstructionCount> counts = new ConcurrentHashMap<>();

	private final Map<String, Instant> asked = new ConcurrentHashMap<>();

	private @Nullable Instant last;

	private @Nullable Instant firstWaited;

	private @Nullable Thread worker;

	private @Nullable MethodRecording recording;

	private boolean unavailable;

	private int failures;

	/**
	 * Create; nothing is started.
	 * @param command the diagnostic commands
	 * @param settings how often and how long, and whether at all
	 * @param frames knows the classes of the application
	 * @param own is told of classes that it loads itself
	 * @param recorder whether the flight recorder may be used
	 */
	Constructions(DiagnosticCommand command, HistogramSettings settings, ApplicationFrames frames, OwnClasses own,
			FlightRecorderUse recorder) {
		this(command, settings, frames, own, recorder::isAllowed, WINDOW);
	}

	Constructions(DiagnosticCommand command, HistogramSettings settings, ApplicationFrames frames, OwnClasses own,
			BooleanSupplier recorderIsAllowed, Duration window) {
		this.window = window;
		this.recorderIsAllowed = recorderIsAllowed;
		this.command = command;
		this.frames = frames;
		this.own = own;
		this.scanInterval = settings.scanInterval();
		this.longestPause = settings.longestPause().toNanos();
		this.unavailable = !settings.methodTiming() || this.longestPause == 0 || Runtime.version().feature() < SINCE;
	}

	/** Return an instance that never knows anything. */
	static Constructions none() {
		HistogramSettings off = new HistogramSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
		return new Constructions(DiagnosticCommand.ofThisJvm(), off, new ApplicationFrames(), new OwnClasses(),
				new FlightRecorderUse(false));
	}

	/**
	 * Look at a class for some seconds, if it is due and there is none that is looked at.
	 * Returns at once.
	 * @param type the stable class name
	 * @param sited whether the line that makes its objects is known already, so that
	 * nothing has to be traced
	 * @param now the time of the scan
	 */
	synchronized void want(@Nullable String type, boolean sited, Instant now) {
		if (type == null || this.unavailable || !isDue(this.asked.get(type), AGAIN, now) || !isTimeable(type)
				|| (this.asked.size() >= MAX_TYPES && !this.asked.containsKey(type))) {
			return;
		}
		boolean first = !this.asked.containsKey(type);
		if (this.worker != null || !isDue(this.last, EVERY, now)) {
			this.firstWaited = first ? now : this.firstWaited;
			return;
		}
		if (!first && !isDue(this.firstWaited, 2, now)) {
			// who has never been looked at goes first
			return;
		}
		long pause = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() * NANOS_PER_CLASS;
		if (pause > this.longestPause || !this.recorderIsAllowed.getAsBoolean()) {
			return;
		}
		this.last = now;
		this.asked.put(type, now);
		Thread thread = new Thread(() -> work(type, sited), "leakguard-constructions");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		thread.start();
		// not before: there may be no thread left
		this.worker = thread;
	}

	private boolean isDue(@Nullable Instant before, int scans, Instant now) {
		return before == null || !now.isBefore(before.plus(this.scanInterval.multipliedBy(scans)));
	}

	/** Lambdas and proxies have no name that the recorder could find them by. */
	private boolean isTimeable(String type) {
		return this.frames.isApplicationType(type) && !type.contains("$$");
	}

	/**
	 * Return what was counted.
	 * @param type the stable class name
	 * @return the counts, or {@code null} if there are none (yet)
	 */
	@Nullable ConstructionCount of(String type) {
		return this.counts.get(type);
	}

	/**
	 * Return what was counted, in words.
	 * @param type the stable class name
	 * @return a clause, or {@code null} if there is nothing to say (yet)
	 */
	@Nullable String note(@Nullable String type) {
		ConstructionCount count = (type != null) ? this.counts.get(type) : null;
		return (count != null) ? count.note() : null;
	}

	/**
	 * Return the line that makes most of the objects of a class that stay.
	 * @param type the stable class name
	 * @param growthPerSecond by how many it grows in a second
	 * @return the line, or {@code null} if that cannot be told (yet)
	 */
	@Nullable String site(String type, double growthPerSecond) {
		ConstructionCount count = this.counts.get(type);
		return (count != null) ? count.site(growthPerSecond) : null;
	}

	private void work(String type, boolean sited) {
		try {
			ClassHierarchy hierarchy = ClassHierarchy.of(type, this.command.run("vmClassHierarchy", "-i", "-s", type));
			MethodRecording recording = begin();
			if (recording != null) {
				look(type, sited, hierarchy, recording);
			}
		}
		catch (UnavailableException | LinkageError ex) {
			fail(MAX_FAILURES, ex);
		}
		catch (RuntimeException ex) {
			// a full disk may be so for once
			fail(1, ex);
		}
		finally {
			synchronized (this) {
				this.worker = null;
				this.recording = null;
			}
		}
	}

	private void look(String type, boolean sited, ClassHierarchy hierarchy, MethodRecording recording) {
		TimedMethods methods = TimedMethods.of(hierarchy, this.frames::isApplicationType, this.window);
		recording.time(methods.all(), this.window.plus(LATE), methods::read);
		ConstructionCount count = methods.count();
		ConstructionCount before = this.counts.get(type);
		Map<String, Integer> known = (before != null) ? before.callers() : Map.of();
		keep(type, count.calledBy(known), recording);
		// a line that is known from here is made sure of
		boolean wanted = !sited || !known.isEmpty();
		if (wanted && count.constructed() > 0 && count.perSecond() <= TRACEABLE) {
			Callers callers = new Callers(hierarchy, this.frames);
			recording.trace(methods.constructors(), this.window, (method, stack) -> callers.read(method.type(), stack));
			keep(type, count.calledBy(callers.lines()), recording);
		}
	}

	private synchronized @Nullable MethodRecording begin() {
		if (this.last == null) {
			// it has been closed meanwhile
			return null;
		}
		this.recording = new MethodRecording(this.own);
		return this.recording;
	}

	private synchronized void keep(String type, ConstructionCount count, MethodRecording recording) {
		if (this.recording == recording) {
			this.counts.put(type, count);
		}
	}

	private synchronized void fail(int weight, Throwable ex) {
		logger.log(System.Logger.Level.DEBUG, "No constructors could be counted", ex);
		this.failures += weight;
		this.unavailable |= this.failures >= MAX_FAILURES;
	}

	/** Stop what runs and forget. It can be wanted again. */
	@Override
	public void close() {
		Thread thread;
		synchronized (this) {
			thread = this.worker;
			if (this.recording != null) {
				this.recording.end();
			}
			this.recording = null;
			this.last = null;
			this.counts.clear();
			this.asked.clear();
		}
		if (thread != null && thread != Thread.currentThread()) {
			try {
				thread.join(Duration.ofSeconds(2).toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
