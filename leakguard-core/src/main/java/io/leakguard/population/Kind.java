package io.leakguard.population;

/**
 * What kind of leak something is, or would be if it grew without end.
 */
public enum Kind {

	/** A listener or callback was added and never removed. */
	LISTENER_NOT_REMOVED(Family.REGISTRIES),

	/** A registry that is no listener list grows. */
	REGISTRY_GROWS(Family.REGISTRIES),

	/** A meter has a tag whose values never repeat. */
	METER_TAGS_UNBOUNDED(Family.REGISTRIES),

	/** MBeans of one type are registered and never unregistered. */
	MBEAN_NOT_UNREGISTERED(Family.REGISTRIES),

	/** A periodic task of an object that is gone goes on. */
	SCHEDULED_TASK_NOT_CANCELLED(Family.REGISTRIES),

	/** A reactive or messaging subscription is never cancelled. */
	SUBSCRIPTION_NOT_CANCELLED(Family.REGISTRIES),

	/** A session, emitter or asynchronous request is over and still held. */
	SESSION_RETAINED(Family.REGISTRIES),

	/** An executor was created and never shut down. */
	EXECUTOR_NOT_SHUT_DOWN(Family.THREADS),

	/** Threads of one family become more and more. */
	THREADS_GROW(Family.THREADS),

	/** A {@code java.util.Timer} was created and never cancelled. */
	TIMER_NOT_CANCELLED(Family.THREADS),

	/** Cancelled tasks stay in a scheduler's queue until their time comes. */
	CANCELLED_TASKS_RETAINED(Family.THREADS),

	/** A delayed task outlives the future it was made for. */
	DELAYED_TASK_RETAINED(Family.THREADS),

	/** A queue receives more than it gives. */
	QUEUE_GROWS(Family.THREADS),

	/** Virtual threads wait for something that nobody completes. */
	VIRTUAL_THREADS_STUCK(Family.THREADS),

	/** A task runs far longer than tasks of its kind do. */
	TASK_STUCK(Family.THREADS),

	/** A client that is meant to be shared is made again and again. */
	CLIENT_PER_REQUEST(Family.THREADS),

	/** A resource was collected while it was still open. */
	NOT_CLOSED(Family.CLOSEABLES),

	/** A resource has been open for longer than is reasonable. */
	HELD_TOO_LONG(Family.CLOSEABLES),

	/** A bounded pool is at its bound and somebody waits. */
	POOL_EXHAUSTED(Family.CLOSEABLES),

	/** Open file descriptors become more and more. */
	FILE_DESCRIPTORS_GROW(Family.CLOSEABLES),

	/** A cache without a bound takes in keys that do not repeat. */
	CACHE_UNBOUNDED(Family.COLLECTIONS),

	/** A map, list, set or queue held by the application grows. */
	COLLECTION_GROWS(Family.COLLECTIONS),

	/** A key was changed while it was in a map or set. */
	KEY_MUTATED(Family.COLLECTIONS),

	/** A key class has no equality of its own, so no key is ever found again. */
	KEY_WITHOUT_EQUALS(Family.COLLECTIONS),

	/** The value of a weak-keyed map refers to its key. */
	WEAK_KEY_HELD_BY_VALUE(Family.COLLECTIONS),

	/** A thread local was set in a pooled thread and never removed. */
	THREAD_LOCAL_NOT_REMOVED(Family.COLLECTIONS),

	/** A class loader that should be gone is still held. */
	CLASS_LOADER_RETAINED(Family.COLLECTIONS),

	/** An object that has ended is still strongly reachable. */
	NOT_COLLECTED(Family.REFERENCES),

	/** More objects wait for finalization than are finalized. */
	FINALIZER_BACKLOG(Family.REFERENCES),

	/** A cleaning action refers to the object whose end it waits for. */
	CLEANER_HOLDS_REFERENT(Family.REFERENCES),

	/** Cleared references are enqueued and nobody takes them out. */
	REFERENCE_QUEUE_NOT_DRAINED(Family.REFERENCES),

	/** What survives collections grows. */
	HEAP_GROWS(Family.MEMORY),

	/** Loaded classes become more and more. */
	CLASSES_GROW(Family.MEMORY),

	/** Direct buffers become more and more. */
	DIRECT_MEMORY_GROWS(Family.MEMORY),

	/** Mapped files become more and more. */
	MAPPED_MEMORY_GROWS(Family.MEMORY),

	/** Resident memory that no pool of the JVM accounts for grows. */
	NATIVE_MEMORY_GROWS(Family.MEMORY),

	/** What is alive rises so fast that waiting for a trend would be too late. */
	ALLOCATION_SURGE(Family.MEMORY),

	/** Collections pause the application long and often. */
	GC_PRESSURE(Family.MEMORY);

	private final Family family;

	Kind(Family family) {
		this.family = family;
	}

	/**
	 * Return the family that this kind belongs to.
	 * @return the family
	 */
	public Family family() {
		return this.family;
	}

	/**
	 * Return whether this kind describes a consequence, such as a growing heap, rather
	 * than the thing that leaks. A symptom gives way to the finding that explains it.
	 * @return whether this is a symptom
	 */
	public boolean isSymptom() {
		return switch (this) {
			case HEAP_GROWS, CLASSES_GROW, DIRECT_MEMORY_GROWS, MAPPED_MEMORY_GROWS, NATIVE_MEMORY_GROWS,
					ALLOCATION_SURGE, GC_PRESSURE, THREADS_GROW, FILE_DESCRIPTORS_GROW ->
				true;
			default -> false;
		};
	}

	/**
	 * Return whether members of such a population are meant to stay: a cache that fills,
	 * a meter for each of some values, the workers of a pool. That none has left yet is
	 * then no sign of a leak.
	 * @return whether they are meant to stay
	 */
	public boolean isMeantToStay() {
		return switch (this) {
			case CACHE_UNBOUNDED, COLLECTION_GROWS, METER_TAGS_UNBOUNDED, REGISTRY_GROWS, THREADS_GROW,
					FILE_DESCRIPTORS_GROW, CLASSES_GROW ->
				true;
			default -> false;
		};
	}

	/**
	 * Return whether a finding of this kind without a limit is minor. Where nothing says
	 * how much time is left, a leak is major, because it will not wait for a working day;
	 * these cost time or clarity, but no memory to speak of.
	 * @return whether it is minor
	 */
	public boolean isMinorWithoutLimit() {
		return switch (this) {
			case GC_PRESSURE, HELD_TOO_LONG, TASK_STUCK -> true;
			default -> false;
		};
	}

	/** The families of kinds. */
	public enum Family {

		/** Listeners and registries. */
		REGISTRIES,

		/** Executors, tasks and threads. */
		THREADS,

		/** Things that must be closed or given back. */
		CLOSEABLES,

		/** Maps and caches. */
		COLLECTIONS,

		/** References, finalizers and cleaners. */
		REFERENCES,

		/** Heap, class space and native memory. */
		MEMORY

	}

}
