package io.leakguard.jvm;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe.UnavailableException;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the objects of each class of the application that becomes more, from class
 * histograms that were taken anyway. It is what finds callbacks and nodes that hang where
 * no walk comes to: in the JDK, in a library's own registry, in a chain. Their growth is
 * judged like that of any collection. Used by the scan thread alone.
 */
final class ClassInstances {

	static final String POPULATION = "jvm.heap.instances";

	/** Fewer more than at first are nothing to follow. */
	private static final int WORTH_A_GROUP = 5;

	private static final int MAX_CLASSES = 200;

	/** Histograms without a new object after which a class is let go. */
	private static final int IDLE = 60;

	/** How far two counts may be apart that grow one to one. */
	private static final double ONE_TO_ONE = 0.1;

	private static final String JUC = "java.util.concurrent.";

	private static final String REACTOR = "reactor.core.";

	/**
	 * Classes that tell what holds the objects of another if they grow one to one with
	 * it. Most executors of the JDK show their queue to nobody.
	 */
	private static final Map<String, Kind> HOLDERS = Map.ofEntries(
			Map.entry(JUC + "LinkedBlockingQueue$Node", Kind.QUEUE_GROWS),
			Map.entry(JUC + "LinkedBlockingDeque$Node", Kind.QUEUE_GROWS),
			Map.entry(JUC + "LinkedTransferQueue$Node", Kind.QUEUE_GROWS),
			Map.entry(JUC + "LinkedTransferQueue$DualNode", Kind.QUEUE_GROWS),
			Map.entry(JUC + "ConcurrentLinkedQueue$Node", Kind.QUEUE_GROWS),
			Map.entry(REACTOR + "publisher.MonoDelay$MonoDelayRunnable", Kind.DELAYED_TASK_RETAINED),
			Map.entry(REACTOR + "scheduler.SchedulerTask", Kind.DELAYED_TASK_RETAINED),
			Map.entry(REACTOR + "scheduler.WorkerTask", Kind.DELAYED_TASK_RETAINED),
			Map.entry("java.util.TimerThread", Kind.TIMER_NOT_CANCELLED));

	/** Scans for which a count stands until the next histogram. */
	private static final int FRESH = 8;

	/**
	 * Scans for which a class must have been under suspicion before its constructors are
	 * counted: what chance has raised is mostly gone by then, and pauses the service for
	 * nothing.
	 */
	private static final int LASTING = 8;

	private final DiagnosticCommand command;

	private final ApplicationFrames frames;

	private final Constructions constructions;

	private final double scanSeconds;

	private final Map<String, Followed> classes = new LinkedHashMap<>();

	private Map<String, Long> atFirst = Map.of();

	private Map<String, Long> holdersNow = Map.of();

	private Map<String, Long> holdersAtFirst = Map.of();

	private long takenAt = -1;

	ClassInstances(DiagnosticCommand command, ApplicationFrames frames, Constructions constructions,
			Duration scanInterval) {
		this.constructions = constructions;
		this.scanSeconds = scanInterval.toMillis() / 1000.0;
		this.command = command;
		this.frames = frames;
	}

	void take(ClassHistogram histogram, long scan) {
		Map<String, Long> counts = new HashMap<>();
		histogram.rows().forEach((name, row) -> {
			if (this.frames.isApplicationType(name)) {
				counts.put(name, row.instances());
			}
		});
		this.holdersNow = HOLDERS.keySet().stream().collect(Collectors.toMap((name) -> name, histogram::instances));
		if (this.takenAt < 0) {
			this.atFirst = counts;
			this.holdersAtFirst = this.holdersNow;
		}
		this.takenAt = scan;
		for (Iterator<Followed> all = this.classes.values().iterator(); all.hasNext();) {
			Followed followed = all.next();
			followed.next(counts.getOrDefault(followed.name, 0L));
			if (followed.idle > IDLE) {
				all.remove();
			}
		}
		counts.forEach((name, count) -> {
			long more = count - this.atFirst.getOrDefault(name, 0L);
			if (more >= WORTH_A_GROUP && this.classes.size() < MAX_CLASSES && !this.classes.containsKey(name)) {
				this.classes.put(name, new Followed(name, count, scan));
			}
		});
	}

	void clear() {
		this.classes.clear();
		this.atFirst = Map.of();
		this.holdersNow = Map.of();
		this.holdersAtFirst = Map.of();
		this.takenAt = -1;
	}

	void report(Census census, long scan, LiveAllocationSites sites) {
		Population.Builder population = census.population(POPULATION, Kind.HEAP_GROWS, Unit.OBJECTS).judgedByGroups();
		long count = 0;
		for (Followed followed : this.classes.values()) {
			count += followed.count;
			boolean suspected = census.attention().isOn(POPULATION, followed.name);
			followed.suspected = suspected ? followed.suspected + 1 : 0;
			if (followed.suspected >= LASTING) {
				this.constructions.want(followed.name, sites.first(followed.name) != null, census.at());
			}
			if (suspected) {
				population.note(followed.name, this.constructions.note(followed.name));
			}
			population.group(group(followed, suspected, sites));
		}
		population.count(count);
		if (scan - this.takenAt > FRESH) {
			population.stale();
		}
	}

	private Group group(Followed followed, boolean suspected, LiveAllocationSites sites) {
		if (suspected && followed.kind == null) {
			followed.kind = kind(followed);
		}
		String site = sites.first(followed.name);
		site = (site != null) ? site
				: this.constructions.site(followed.name, followed.perScan(this.takenAt) / this.scanSeconds);
		Culprit culprit = Culprit.ofType(followed.name).at(site);
		Group group = Group.of(followed.name, culprit, followed.count);
		return (followed.kind != null) ? group.kind(followed.kind) : group;
	}

	private Kind kind(Followed followed) {
		long more = followed.count - this.atFirst.getOrDefault(followed.name, 0L);
		return HOLDERS.entrySet()
			.stream()
			.filter((holder) -> isOneToOne(moreOf(holder.getKey()), more))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElseGet(() -> kind(followed.name));
	}

	private long moreOf(String holder) {
		return this.holdersNow.getOrDefault(holder, 0L) - this.holdersAtFirst.getOrDefault(holder, 0L);
	}

	private static boolean isOneToOne(long one, long other) {
		return Math.abs(one - other) <= ONE_TO_ONE * Math.max(one, other);
	}

	/** By what the class is, once it is under suspicion: asked for at a safepoint. */
	private Kind kind(String name) {
		if (name.endsWith("$$Lambda")) {
			return Kind.LISTENER_NOT_REMOVED;
		}
		try {
			return ClassKinds.of(name, this.command.run("vmClassHierarchy", "-i", "-s", name));
		}
		catch (UnavailableException ex) {
			return ClassKinds.of(name, "");
		}
	}

	/** A class that has become more. */
	private static final class Followed {

		private final String name;

		private final long first;

		private final long firstAt;

		private long count;

		private int idle;

		private int suspected;

		private @Nullable Kind kind;

		Followed(String name, long count, long scan) {
			this.name = name;
			this.first = count;
			this.firstAt = scan;
			this.count = count;
		}

		double perScan(long takenAt) {
			return (double) (this.count - this.first) / Math.max(1, takenAt - this.firstAt);
		}

		void next(long now) {
			this.idle = (now > this.count) ? 0 : this.idle + 1;
			this.count = now;
		}

	}

}
