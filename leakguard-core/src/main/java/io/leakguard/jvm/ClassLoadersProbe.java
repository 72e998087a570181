package io.leakguard.jvm;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.leakguard.jvm.ClassLoaderStatistics.Loaders;
import io.leakguard.jvm.ThreadClassLoaders.Held;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the class loaders by their class: those that have defined classes, and those
 * that threads hold as context class loaders. The threads are looked at in each scan,
 * some ten microseconds for a hundred of them; the JVM is asked for its loaders only when
 * classes came or went since, 0.5 to 2 ms at a safepoint, rationed.
 */
public final class ClassLoadersProbe implements Probe {

	private static final String POPULATION = "jvm.classLoaders";

	/**
	 * Looks in which loaders that define a generated class each must have become more,
	 * and by how many; the scripts of an application are fewer, and are all compiled
	 * sooner.
	 */
	private static final int RISES = 6;

	private static final int GROWN = 20;

	private static final int MAX_TYPES = 1_000;

	private final ClassLoadingMXBean classes;

	private final ThreadClassLoaders threads = new ThreadClassLoaders();

	private final DiagnosticCommand command;

	private final Ration ration;

	private final Differences differences = new Differences(MAX_TYPES);

	private Map<String, Loaders> known = Map.of();

	private long classesThen = -1;

	private boolean available = true;

	/** A loader class that a thread was seen to hold stays of the same kind. */
	private final Set<String> heldByThreads = new HashSet<>();

	private final Set<String> ofThreads = new HashSet<>();

	/**
	 * Create a probe of this JVM.
	 * @param command the diagnostic commands
	 */
	public ClassLoadersProbe(DiagnosticCommand command) {
		this(ManagementFactory.getClassLoadingMXBean(), command, Ration.light());
	}

	ClassLoadersProbe(ClassLoadingMXBean classes, DiagnosticCommand command, Ration ration) {
		this.classes = classes;
		this.command = command;
		this.ration = ration;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		long moves = this.classes.getTotalLoadedClassCount() + this.classes.getUnloadedClassCount();
		boolean due = this.available && moves != this.classesThen;
		if (due && this.ration.allows(census.at())) {
			ask(census, moves);
			due = false;
		}
		Map<String, Held> held = this.threads.read();
		if (this.ofThreads.size() < MAX_TYPES) {
			this.ofThreads.addAll(held.keySet());
		}
		Map<String, Long> counts = new HashMap<>();
		this.known.forEach((type, loaders) -> counts.put(type, loaders.count()));
		held.forEach((type, threads) -> counts.merge(type, (long) threads.loaders(), Math::max));
		Population.Builder population = census.population(POPULATION, Kind.CLASS_LOADER_RETAINED, Unit.OBJECTS);
		counts.keySet().removeIf(ClassLoaderStatistics::isOfTheJvm);
		counts.forEach((type, count) -> population.group(group(type, count, held.get(type))));
		population.count(counts.values().stream().mapToLong(Long::longValue).sum());
		if (due && held.isEmpty()) {
			population.stale();
		}
	}

	/**
	 * Return how many classes have been defined by the loaders that somebody made for
	 * many of them: not by the JVM's, nor by those that threads work with, which load the
	 * application's own classes whenever they are needed.
	 * @return the numbers by the class of the loader
	 */
	Map<String, Long> classesByMadeLoader() {
		Map<String, Long> classes = new HashMap<>();
		this.known.forEach((type, loaders) -> {
			if (!ClassLoaderStatistics.isOfTheJvm(type) && !loaders.isForGeneratedClasses()
					&& !this.ofThreads.contains(type)) {
				classes.put(type, loaders.classes());
			}
		});
		return classes;
	}

	private void ask(Census census, long moves) {
		long start = System.nanoTime();
		Map<String, Loaders> before = this.known;
		Map<String, Long> classesBefore = classesByMadeLoader();
		try {
			this.known = ClassLoaderStatistics.read(this.command).byType();
			this.classesThen = moves;
			Map<String, Long> counts = new HashMap<>();
			this.known.forEach((type, loaders) -> counts.put(type, loaders.count()));
			this.differences.take(counts);
		}
		catch (UnavailableException ex) {
			// threads still tell a part
			this.available = false;
		}
		boolean more = this.known.entrySet()
			.stream()
			.anyMatch(
					(entry) -> !ClassLoaderStatistics.isOfTheJvm(entry.getKey()) && (!before.containsKey(entry.getKey())
							|| entry.getValue().count() > before.get(entry.getKey()).count()));
		more |= classesByMadeLoader().entrySet()
			.stream()
			.anyMatch((entry) -> entry.getValue() > classesBefore.getOrDefault(entry.getKey(), 0L));
		this.ration.spend(census.at(), System.nanoTime() - start, more);
	}

	private Group group(String type, long count, @Nullable Held held) {
		Group group = Group.of(type, count);
		if (held != null && held.loaders() > 1 && this.heldByThreads.size() < MAX_TYPES) {
			this.heldByThreads.add(type);
		}
		if (this.heldByThreads.contains(type)) {
			return group.holder((held != null) ? held.threads() : null);
		}
		Loaders loaders = this.known.get(type);
		if (loaders == null || !loaders.isForGeneratedClasses()) {
			return group;
		}
		Differences.Growth growth = this.differences.of(type);
		boolean family = growth.rises() >= RISES && growth.grown() >= GROWN;
		return group.kind(Kind.CLASSES_GROW).signs(family ? Set.of(Sign.SAME_CLASS_GROWS) : Set.of());
	}

}
