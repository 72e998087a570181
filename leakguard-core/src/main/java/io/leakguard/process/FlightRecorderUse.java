package io.leakguard.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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

	/** Why the recorder is not used. */
	public static final String NOT_PREPARED = "the first start of the flight recorder throws away all compiled code "
			+ "of this JVM, and it was not prepared when the application started (memory was short)";

	private static final System.Logger logger = System.getLogger(FlightRecorderUse.class.getName());

	/** What rewrites the classes; newer JVMs have no such package. */
	private static final String REWRITER = "jdk.jfr.internal.instrument";

	/** Costs two counters, once in {@link #RARELY}. */
	private static final String PERIODIC_EVENT = "jdk.ClassLoadingStatistics";

	private static final Duration RARELY = Duration.ofHours(1);

	private final boolean enabled;

	private final BooleanSupplier room;

	private @Nullable Thread preparing;

	/** A recording, whose class may be missing when fields are looked at. */
	private @Nullable Closeable quiet;

	private boolean closed;

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
	 * classes. Costs 300 to 500 ms of processor time and some 5 MB, once in a process, on
	 * a daemon thread that ends then. Returns at once.
	 */
	public synchronized void prepare() {
		if (!this.enabled || this.closed || this.preparing != null || !rewritesClasses() || !this.room.getAsBoolean()) {
			return;
		}
		Thread thread = new Thread(this::start, "leakguard-flight-recorder");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		try {
			thread.start();
			this.preparing = thread;
		}
		catch (OutOfMemoryError ex) {
			// no thread for it: the recorder is not used
		}
	}

	private void start() {
		try {
			FlightRecorder.getFlightRecorder();
			quieten();
		}
		catch (RuntimeException | LinkageError ex) {
			logger.log(System.Logger.Level.DEBUG, "The flight recorder is not available", ex);
		}
	}

	/**
	 * Such a recorder wakes up a hundred times in a second for as long as no periodic
	 * event is enabled, which takes 1 % of a processor, and once in a second otherwise.
	 */
	private synchronized void quieten() {
		if (!this.closed) {
			Recording recording = new Recording();
			recording.setName("leakguard-quiet");
			recording.setToDisk(false);
			recording.enable(PERIODIC_EVENT).withPeriod(RARELY);
			recording.start();
			this.quiet = recording;
		}
	}

	/**
	 * Return whether a recording may begin now.
	 * @return whether it is enabled, there is memory for it, and compiled code stays
	 */
	public boolean isAllowed() {
		return this.enabled && isPrepared() && this.room.getAsBoolean();
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
