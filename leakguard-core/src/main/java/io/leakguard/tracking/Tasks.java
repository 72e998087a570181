package io.leakguard.tracking;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of the executors of one name. Thread-safe.
 * <p>
 * A cancelled task is dropped by its executor and nobody is told, so the tasks that wait
 * are confirmed by the lengths of the executors' own queues; where those are not to be
 * seen or say less, the counts are new only after a collection.
 * <p>
 * Whether a task is stuck is judged by others of its class, and only if that is one of
 * the application's own: a class of the JDK or of a library, such as what
 * {@code supplyAsync} or a scheduled method is wrapped in, has quick tasks and long ones
 * that have nothing in common. For the same reason each lambda is a class of its own
 * here, though they share a name where they are told of.
 */
final class Tasks {

	/** Each costs the stack of a thread. */
	private static final int MAX_STUCK = 3;

	/**
	 * So many have to have ended before one that does not is unusual: a consumer never
	 * ends.
	 */
	private static final int ENOUGH_COMPLETED = 10;

	/** So many times as long as the longest of its class is far too long. */
	private static final int FAR_LONGER = 10;

	private final String name;

	private final Tracking tracking;

	private final Tracker waiting;

	private final Set<Task> running = ConcurrentHashMap.newKeySet();

	private final Map<String, Durations> durations = new ConcurrentHashMap<>();

	private final LongAdder completed = new LongAdder();

	private final LongAdder failed = new LongAdder();

	/** Those of the JDK only: no other one may be asked during a scan. */
	private final List<WeakReference<BlockingQueue<Runnable>>> queues = new ArrayList<>();

	private long bound;

	private @Nullable Tracker delayed;

	private @Nullable Tracker periodic;

	Tasks(String name, Tracking tracking) {
		this.name = "executor." + name;
		this.tracking = tracking;
		this.waiting = tracker(this.name, Kind.QUEUE_GROWS);
	}

	private Tracker tracker(String name, Kind kind) {
		Tracker tracker = this.tracking.tracker(name, kind, Unit.TASKS).endsWhenCollected();
		// beyond the bound, others share it
		return tracker.name().equals(name) ? tracker.confirmedBy(this::areHeld) : tracker;
	}

	/**
	 * Take in an executor, once; only if all of a name are bounded, their tasks are.
	 */
	synchronized void accept(Executor executor) {
		BlockingQueue<Runnable> queue = (executor instanceof ThreadPoolExecutor pool) ? pool.getQueue() : null;
		this.queues.removeIf((known) -> known.refersTo(null));
		if (queue != null && queue.getClass().getClassLoader() == null) {
			this.queues.add(new WeakReference<>(queue));
		}
		if (this.bound >= 0 && queue != null && queue.remainingCapacity() < Integer.MAX_VALUE / 2) {
			this.bound += queue.remainingCapacity() + queue.size();
		}
		else {
			this.bound = -1;
		}
		this.waiting.bound(this.bound);
	}

	/** Tasks that wait for a thread. */
	Tracker waiting() {
		return this.waiting;
	}

	/** Tasks that wait for their time. */
	synchronized Tracker delayed() {
		if (this.delayed == null) {
			this.delayed = tracker(this.name + ".delayed", Kind.DELAYED_TASK_RETAINED);
		}
		return this.delayed;
	}

	/** Tasks that run again and again. */
	synchronized Tracker periodic() {
		if (this.periodic == null) {
			this.periodic = tracker(this.name + ".periodic", Kind.SCHEDULED_TASK_NOT_CANCELLED);
		}
		return this.periodic;
	}

	/** Return whether the executors hold as many tasks as are counted. */
	private boolean areHeld() {
		List<WeakReference<BlockingQueue<Runnable>>> queues;
		long open = this.waiting.open();
		synchronized (this) {
			// a queue may have a lock of its own, so it is asked later
			queues = List.copyOf(this.queues);
			open += open(this.delayed) + open(this.periodic);
		}
		long held = this.running.size();
		for (WeakReference<BlockingQueue<Runnable>> known : queues) {
			BlockingQueue<Runnable> queue = known.get();
			held += (queue != null) ? queue.size() : 0;
		}
		return open <= held;
	}

	private static long open(@Nullable Tracker tracker) {
		return (tracker != null) ? tracker.open() : 0;
	}

	long now() {
		return this.tracking.time().now();
	}

	void started(Task task) {
		this.running.add(task);
	}

	void finished(Task task, boolean failed) {
		this.running.remove(task);
		(failed ? this.failed : this.completed).increment();
		String type = task.type().getName();
		Durations known = this.durations.get(type);
		if (known == null && this.durations.size() < this.tracking.settings().maxGroups() && isComparable(type)) {
			known = this.durations.computeIfAbsent(type, (key) -> new Durations());
		}
		if (known != null) {
			known.add(now() - task.startedAt());
		}
	}

	/** A lambda is the application's if the class is that has it. */
	private boolean isComparable(String type) {
		int lambda = type.indexOf("$$Lambda");
		return this.tracking.settings().application().test((lambda > 0) ? type.substring(0, lambda) : type);
	}

	TaskCounts counts() {
		return new TaskCounts(this.waiting.totalOpened(), this.waiting.open(), this.running.size(),
				this.completed.sum(), this.failed.sum());
	}

	void count(long now, Census census) {
		Map<String, Long> byType = new HashMap<>();
		List<Task> stuck = new ArrayList<>();
		for (Task task : this.running) {
			byType.merge(Culprit.nameOf(task.type()), 1L, Long::sum);
			if (stuck.size() < MAX_STUCK && isStuck(task, now)) {
				stuck.add(task);
			}
		}
		Population.Builder population = census.population(this.name + ".running", Kind.TASK_STUCK, Unit.TASKS)
			.turnover(this.running.size() + this.completed.sum() + this.failed.sum(),
					this.completed.sum() + this.failed.sum())
			.shownOnly();
		population.groups(byType.entrySet().stream().map((type) -> Group.of(type.getKey(), type.getValue())).toList());
		Map<Culprit, List<Stuck>> told = new LinkedHashMap<>();
		for (Task task : stuck) {
			Stuck found = look(task);
			if (found != null) {
				told.computeIfAbsent(found.culprit(), (key) -> new ArrayList<>()).add(found);
			}
		}
		told.forEach((culprit, same) -> tell(culprit, same, now, population));
	}

	private boolean isStuck(Task task, long now) {
		long age = now - task.startedAt();
		if (age < this.tracking.settings().taskStuckAfter().toMillis()) {
			return false;
		}
		Durations known = this.durations.get(task.type().getName());
		return known != null && known.count.sum() >= ENOUGH_COMPLETED && age > FAR_LONGER * known.longest.get();
	}

	private @Nullable Stuck look(Task task) {
		Thread thread = task.thread();
		if (thread == null) {
			return null;
		}
		List<String> stack = this.tracking.sites().stackOf(thread);
		if (task.thread() != thread) {
			return null;
		}
		Culprit culprit = new Culprit(Culprit.nameOf(task.type()), task.stuckAt(this.tracking.sites().firstOf(stack)));
		Durations known = this.durations.get(task.type().getName());
		return new Stuck(culprit, stack, thread.getName(), task.startedAt(), (known != null) ? known.longest.get() : 0);
	}

	private void tell(Culprit culprit, List<Stuck> same, long now, Population.Builder population) {
		Stuck oldest = Collections.min(same, Comparator.comparingLong(Stuck::since));
		String type = Objects.requireNonNull(culprit.type());
		Instant since = Instant.ofEpochMilli(oldest.since());
		long longest = same.stream().mapToLong(Stuck::longest).max().orElse(0);
		population.fact(Fact.observed(Kind.TASK_STUCK, culprit, same.size(), since,
				"a task has run for " + Ages.describe(Duration.ofMillis(now - oldest.since()))
						+ ", others of its class for " + Ages.describe(Duration.ofMillis(longest)) + " at most"
						+ (oldest.stack().isEmpty() ? "" : "; it is in " + oldest.stack().get(0))));
		population.origins(FactKey.of(culprit),
				List.of(new Origin(type, culprit.site(), oldest.stack(), oldest.thread(), since, null, same.size())));
	}

	private record Stuck(Culprit culprit, List<String> stack, String thread, long since, long longest) {

	}

	/** How long tasks of one class took. */
	private static final class Durations {

		private final LongAdder count = new LongAdder();

		private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

		void add(long duration) {
			this.longest.accumulate(duration);
			this.count.increment();
		}

	}

}
