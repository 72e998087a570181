package io.leakguard.process;

import java.util.Optional;
import java.util.function.BooleanSupplier;

import jdk.jfr.FlightRecorder;

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
public final class FlightRecorderUse {

	/** Why the recorder is not used. */
	public static final String NOT_PREPARED = "the first start of the flight recorder throws away all compiled code "
			+ "of this JVM, and it was not prepared when the application started (memory was short)";

	private static final System.Logger logger = System.getLogger(FlightRecorderUse.class.getName());

	/** What rewrites the classes; newer JVMs have no such package. */
	private static final String REWRITER = "jdk.jfr.internal.instrument";

	private final boolean enabled;

	private final BooleanSupplier room;

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
	 * Have the JVM start what its recorder needs, without recording anything, if its
	 * first start is one that rewrites classes. Costs 300 to 500 ms of processor time and
	 * some 4 MB, once in a process, on a daemon thread that ends then. Returns at once.
	 */
	public void prepare() {
		if (this.enabled && !isPrepared() && this.room.getAsBoolean()) {
			Thread thread = new Thread(FlightRecorderUse::initialise, "leakguard-flight-recorder");
			thread.setDaemon(true);
			thread.setContextClassLoader(null);
			try {
				thread.start();
			}
			catch (OutOfMemoryError ex) {
				// no thread for it: the recorder is not used
			}
		}
	}

	private static void initialise() {
		try {
			FlightRecorder.getFlightRecorder();
		}
		catch (IllegalStateException | SecurityException | LinkageError ex) {
			logger.log(System.Logger.Level.DEBUG, "The flight recorder is not available", ex);
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
	 * Return whether the first start of this JVM's recorder rewrites classes of the JDK.
	 * @return whether it does
	 */
	static boolean rewritesClasses() {
		Optional<Module> recorder = ModuleLayer.boot().findModule("jdk.jfr");
		return recorder.isPresent() && recorder.get().getPackages().contains(REWRITER);
	}

}
