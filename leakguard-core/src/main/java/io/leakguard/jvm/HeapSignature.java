package io.leakguard.jvm;

import java.util.List;
import java.util.Set;

import io.leakguard.population.Kind;

/**
 * Classes of the JDK and of libraries whose growing number tells what kind of leak it is.
 * The first signature that fits takes the application class that grows with it. The table
 * is the place to add one.
 *
 * @param kind the kind of leak
 * @param markers classes of which one must grow
 * @param without a class that must not grow along, or empty
 * @param companion whose class is the culprit
 * @param needsCompanion whether it says nothing without an application class that grows
 * along
 * @param rises in how many differences of the histogram it must grow; the less telling it
 * is, the more, up to what a cache needs to fill
 * @param alone whether it is telling enough to be believed while nothing else is under
 * suspicion
 * @param what what it says, for the reason
 */
record HeapSignature(Kind kind, Set<String> markers, Set<String> without, Companion companion, boolean needsCompanion,
		int rises, boolean alone, String what) {

	/** The fewest differences that any of them asks for. */
	static final int LEAST_RISES = 3;

	static final String THREAD = "java.lang.Thread";

	private static final String JUC = "java.util.concurrent.";

	/**
	 * What a reference class of the application tells. The JDK's own are everywhere: that
	 * they grow along with a class would be chance.
	 */
	static final HeapSignature REFERENCES = new HeapSignature(Kind.REFERENCE_QUEUE_NOT_DRAINED,
			Set.of("java.lang.ref.WeakReference", "java.lang.ref.SoftReference", "java.lang.ref.PhantomReference"),
			Set.of(), Companion.ONE_TO_ONE, true, 6, false, "references pile up and nobody takes them out");

	/** The table, the most telling first. */
	static final List<HeapSignature> ALL = List.of(
			new HeapSignature(Kind.CLEANER_HOLDS_REFERENT, Set.of("jdk.internal.ref.CleanerImpl$PhantomCleanableRef"),
					Set.of(), Companion.WITH_OWN_LAMBDA, true, 5, true,
					"cleaners and their actions grow one to one with what they should clean"),
			new HeapSignature(Kind.DELAYED_TASK_RETAINED,
					Set.of(JUC + "CompletableFuture$TaskSubmitter", JUC + "CompletableFuture$Timeout",
							JUC + "CompletableFuture$DelayedCompleter"),
					Set.of(), Companion.LAMBDA_FIRST, false, 4, true,
					"delayed tasks of CompletableFuture outlive their future"),
			// Reactor schedules callables: without a body of the JDK's, they look
			// cancelled
			new HeapSignature(Kind.DELAYED_TASK_RETAINED,
					Set.of("reactor.core.scheduler.SchedulerTask", "reactor.core.scheduler.WorkerTask"), Set.of(),
					Companion.LAMBDA_FIRST, false, 6, false, "delayed tasks of Reactor pile up"),
			// a cancelled task has let go of what it should run
			new HeapSignature(Kind.CANCELLED_TASKS_RETAINED,
					Set.of(JUC + "ScheduledThreadPoolExecutor$ScheduledFutureTask"),
					Set.of(JUC + "Executors$RunnableAdapter", "reactor.core.scheduler.SchedulerTask",
							"reactor.core.scheduler.WorkerTask"),
					Companion.NONE, false, 4, true,
					"scheduled tasks without a body, as they are when cancelled, pile up"),
			new HeapSignature(Kind.THREAD_LOCAL_NOT_REMOVED, Set.of("java.lang.ThreadLocal$ThreadLocalMap$Entry"),
					Set.of(), Companion.ANY, false, 4, true, "thread local values pile up faster than threads"),
			new HeapSignature(Kind.NATIVE_MEMORY_GROWS, Set.of("java.util.zip.Deflater"), Set.of(), Companion.NONE,
					false, 3, false, "each holds about a hundred kilobytes of native memory until end() is called"),
			new HeapSignature(Kind.NATIVE_MEMORY_GROWS, Set.of("java.util.zip.Inflater"), Set.of(), Companion.NONE,
					false, 3, false, "each holds tens of kilobytes of native memory until end() is called"),
			new HeapSignature(Kind.NATIVE_MEMORY_GROWS,
					Set.of("jdk.internal.foreign.ArenaImpl", "jdk.internal.foreign.SharedSession",
							"jdk.internal.foreign.ConfinedSession", "jdk.internal.foreign.ImplicitSession",
							"jdk.internal.foreign.NativeMemorySegmentImpl"),
					Set.of(), Companion.ANY, false, 3, false,
					"memory segments hold native memory until their arena is closed"),
			new HeapSignature(Kind.DIRECT_MEMORY_GROWS, Set.of("java.nio.DirectByteBuffer"), Set.of(), Companion.ANY,
					false, 4, false, "direct buffers hold native memory until they are collected"),
			new HeapSignature(Kind.CLIENT_PER_REQUEST,
					Set.of("jdk.internal.net.http.HttpClientImpl", "okhttp3.OkHttpClient"), Set.of(), Companion.NONE,
					false, 6, false, "clients that are meant to be shared are made again and again"),
			new HeapSignature(Kind.EXECUTOR_NOT_SHUT_DOWN,
					Set.of(JUC + "ThreadPoolExecutor", JUC + "ScheduledThreadPoolExecutor", JUC + "ForkJoinPool"),
					Set.of(), Companion.NONE, false, 6, false, "executors pile up"),
			new HeapSignature(Kind.TIMER_NOT_CANCELLED, Set.of("java.util.TimerThread"), Set.of(), Companion.ANY, false,
					6, false, "timers pile up"),
			new HeapSignature(Kind.LISTENER_NOT_REMOVED, Set.of(THREAD), Set.of(), Companion.LAMBDA_FIRST, false, 6,
					false, "threads that were never started, such as shutdown hooks, pile up"),
			new HeapSignature(Kind.VIRTUAL_THREADS_STUCK, Set.of("java.lang.VirtualThread"), Set.of(),
					Companion.LAMBDA_FIRST, false, 6, false, "virtual threads that do not end pile up"),
			new HeapSignature(Kind.WEAK_KEY_HELD_BY_VALUE, Set.of("java.util.WeakHashMap$Entry"), Set.of(),
					Companion.ONE_TO_ONE, true, 6, false,
					"entries of a weak map survive collections with what they hold"));

	/** Whose class is the culprit. */
	enum Companion {

		/** The marker itself: nothing of the application must grow along. */
		NONE,

		/** The application class that grows most nearly at the same rate. */
		ANY,

		/** An application class that grows one to one. */
		ONE_TO_ONE,

		/** A lambda of the application if one grows along, else any. */
		LAMBDA_FIRST,

		/** A class that grows one to one with a lambda or anonymous class of its own. */
		WITH_OWN_LAMBDA

	}

}
