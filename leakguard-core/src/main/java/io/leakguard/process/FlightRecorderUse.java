package io.leakguard.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Whether the flight recorder may record now. Up to some release after 21 the JVM
 * rewrites classes of the JDK when it first starts the recorder, for events of files,
 * sockets and exceptions. The first rewriting of any class throws away all compiled code
 * of the process ({@code VM_RedefineClasses::flush_dependent_code}: what depends on what
 * has not been noted until then), and a service that is warm answers as if it had just
 * been started. So the recorder is {@linkplain #prepare() prepared} when the application
 * has started and little of it is compiled; later recordings rewrite nothing. Where that
 * has not been done, the recorder is not used.
 * <p>
 * Thread-safe.
 */
public final class FlightRecorderUse implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(FlightRecorderUse.class.getName());

	/** What rewrites the classes; newer JVMs have no such package. */
	private static final String REWRITER = "jdk.jfr.internal.instrument";

	/** Costs two counters, once in {@link #RARELY}. */
	private static final String PERIODIC_EVENT = "jdk.ClassLoadingStatistics";

	private static final Duration RARELY = Duration.ofHours(1);

	/**
	 * The recorder of Java 17 keeps 344 bytes outside the heap for each thread that
	 * starts while anything records, until all recordings have ended: 3.4 MB for so many.
	 */
	private static final long RENEWED_AFTER_THREADS = 10_000;

	/**
	 * For the first requests, which ask whether the application is ready, and before the
	 * load that comes then: what is compiled meanwhile is lost.
	 */
	private static final long DELAY_MILLIS = 1000;

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final boolean enabled;

	private final BooleanSupplier room;

	private @Nullable Thread preparing;

	/** A recording, whose class may be missing when fields are looked at. */
	private @Nullable Closeable quiet;

	private boolean closed;

	private volatile String whyNot = "that is done when the application is ready";

	private long renewedAt;

	private long threadsThen;

	/**
	 * Create; nothing is started.
	 * @param enabled whether the recorder may be used at all
	 */
	public FlightRecorderUse(boolean enabled) {
		this(enabled, new FreeMemory()::hasRoomForRecorder);
	}

	FlightRecorderUse(boolean enabled, BooleanSupplier room) {
		this.enabled = enabled;
		this.room = room;
	}

	/**
	 * Have the JVM start what its recorder needs, if its first start is one that rewrites
	 * classes. Costs half a second to a second and a half of processor time, with what is
	 * compiled for it, and some 5 MB, once in a process, on a daemon thread that ends
	 * then, and not in the first second. Returns at once.
	 */
	public synchronized void prepare() {
		if (!this.enabled || this.closed || this.preparing != null || !rewritesClasses()) {
			return;
		}
		if (!this.room.getAsBoolean()) {
			this.whyNot = "memory was short then";
			return;
		}
		// the thread of the recorder that it starts inherits from it and never ends
		Thread thread = new Thread(null, this::start, "leakguard-flight-recorder", 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		try {
			thread.start();
			this.preparing = thread;
		}
		catch (OutOfMemoryError ex) {
			this.whyNot = "there was no thread for it";
		}
	}

	private void start() {
		if (!delay()) {
			return;
		}
		try {
			FlightRecorder.getFlightRecorder();
		}
		catch (RuntimeException | LinkageError ex) {
			this.whyNot = String.valueOf(ex.getMessage());
			logger.log(System.Logger.Level.INFO, "The flight recorder is not used: {0}", this.whyNot);
			return;
		}
		try {
			quieten();
		}
		catch (RuntimeException | LinkageError ex) {
			logger.log(System.Logger.Level.INFO, "The flight recorder could not be kept quiet", ex);
		}
	}

	/** Return whether it is still wanted then. */
	private synchronized boolean delay() {
		long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DELAY_MILLIS);
		try {
			for (long left = DELAY_MILLIS; left > 0
					&& !this.closed; left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
				wait(left);
			}
		}
		catch (InterruptedException ex) {
			return false;
		}
		return !this.closed;
	}

	/**
	 * Such a recorder wakes up a hundred times in a second for as long as no periodic
	 * event is enabled, which takes 1 % of a processor, and once in a second otherwise.
	 * That goes on where there are events of others.
	 */
	private synchronized void quieten() {
		if (!this.closed && !hasEventsOfOthers()) {
			Recording recording = new Recording();
			recording.setName("leakguard-quiet");
			recording.setToDisk(false);
			recording.enable(PERIODIC_EVENT).withPeriod(RARELY);
			// before it starts: one that cannot is to be closed as well
			this.quiet = recording;
			recording.start();
			this.renewedAt = System.nanoTime();
			this.threadsThen = this.threads.getTotalStartedThreadCount();
		}
	}

	/**
	 * Whether a library or the application has events of its own. Any recording turns
	 * them on, and turning them off would turn them off in the recordings of others.
	 */
	private static boolean hasEventsOfOthers() {
		// no lambda: its signature would have a class that may be missing
		for (EventType type : FlightRecorder.getFlightRecorder().getEventTypes()) {
			if (!type.getName().startsWith("jdk.")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Let go of what the prepared recorder has gathered, if that is due: after an hour or
	 * ten thousand threads; and for good once there are events of others. To be called
	 * now and then; takes microseconds, and some milliseconds if it is due.
	 */
	public synchronized void renew() {
		if (this.quiet == null) {
			return;
		}
		try {
			if (hasEventsOfOthers()) {
				end();
			}
			else if (System.nanoTime() - this.renewedAt > RARELY.toNanos()
					|| this.threads.getTotalStartedThreadCount() - this.threadsThen > RENEWED_AFTER_THREADS) {
				end();
				quieten();
			}
		}
		catch (RuntimeException ex) {
			logger.log(System.Logger.Level.DEBUG, "The flight recorder could not be kept quiet", ex);
		}
	}

	/**
	 * Return whether the recorder may be used at all.
	 * @return whether it is enabled
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Return whether a recording may begin now.
	 * @return whether it is enabled, there is memory for it, and compiled code stays
	 */
	public boolean isAllowed() {
		return this.enabled && isPrepared() && this.room.getAsBoolean();
	}

	/**
	 * Return why the recorder is not used.
	 * @return a sentence without a full stop
	 */
	public String whyNotPrepared() {
		return "the first start of the flight recorder throws away all compiled code of this JVM, "
				+ "and it has not been prepared: " + this.whyNot;
	}

	/**
	 * Return whether the recorder can be started without throwing away compiled code.
	 * @return whether it has been started before, or rewrites nothing
	 */
	public boolean isPrepared() {
		try {
			return !rewritesClasses() || FlightRecorder.isInitialized();
		}
		catch (LinkageError ex) {
			// there is none, as whoever wants to record will find out
			return true;
		}
	}

	/**
	 * Let go of the recorder, for good. It stays started: the JVM cannot stop it.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		notifyAll();
		end();
	}

	private void end() {
		if (this.quiet != null) {
			try {
				this.quiet.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			this.quiet = null;
		}
	}

	/**
	 * Return whether the first start of this JVM's recorder rewrites classes of the JDK.
	 * @return whether it does
	 */
	static boolean rewritesClasses() {
		Optional<Module> recorder = ModuleLayer.boot().findModule("jdk.jfr");
		return recorder.isPresent() && recorder.get().getPackages().contains(REWRITER);
	}

}
