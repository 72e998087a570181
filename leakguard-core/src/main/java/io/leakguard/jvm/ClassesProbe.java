package io.leakguard.jvm;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the loaded classes and the metaspace they take. On suspicion it looks at which
 * families of generated classes grow, by loader and name; lazy loading, which brings many
 * classes but no family, names none and is not told. Costs microseconds; a look takes 3
 * to 20 ms at a safepoint and is rationed.
 */
public final class ClassesProbe implements Probe {

	private static final String CLASSES = "jvm.classes";

	private static final String METASPACE = "jvm.metaspace";

	/** Differences in which one family must have grown; one may be its first use. */
	private static final int RISES = 2;

	/** So many new members are more than the lambdas and proxies of one code path. */
	private static final int MANY = 5;

	/** A family that explains less than this part of the growth is a bystander. */
	private static final double SHARE = 0.2;

	private final ClassLoadingMXBean classes;

	private final Optional<MemoryPoolMXBean> metaspace;

	private final DiagnosticCommand command;

	private final Ration ration;

	private final OwnClasses own;

	private final Supplier<Map<String, Long>> byLoader;

	private final Differences families = new Differences(10_000);

	/**
	 * Create a probe of this JVM.
	 * @param command the diagnostic commands
	 */
	public ClassesProbe(DiagnosticCommand command) {
		this(command, new OwnClasses(), Map::of);
	}

	ClassesProbe(DiagnosticCommand command, OwnClasses own, Supplier<Map<String, Long>> byLoader) {
		this(ManagementFactory.getClassLoadingMXBean(),
				ManagementFactory.getMemoryPoolMXBeans()
					.stream()
					.filter((pool) -> pool.getName().equals("Metaspace"))
					.findFirst(),
				command, Ration.light(), own, byLoader);
	}

	ClassesProbe(ClassLoadingMXBean classes, Optional<MemoryPoolMXBean> metaspace, DiagnosticCommand command,
			Ration ration, OwnClasses own, Supplier<Map<String, Long>> byLoader) {
		this.own = own;
		this.byLoader = byLoader;
		this.classes = classes;
		this.metaspace = metaspace;
		this.command = command;
		this.ration = ration;
	}

	@Override
	public String name() {
		return CLASSES;
	}

	@Override
	public void count(Census census) {
		int loaded = this.classes.getLoadedClassCount();
		Population.Builder population = census.population(CLASSES, Kind.CLASSES_GROW, Unit.CLASSES)
			.count(Math.max(0, loaded - this.own.count()))
			.hint();
		if (this.metaspace.isPresent()) {
			metaspace(census, this.metaspace.get().getUsage());
		}
		boolean suspected = census.attention().isOn(CLASSES) || census.attention().isOn(METASPACE);
		if (suspected) {
			look(census);
			String most = mostGrown("");
			if (most != null) {
				population.culprit(Culprit.ofType(most)).sign(Sign.SAME_CLASS_GROWS);
			}
		}
		else {
			this.families.clear();
		}
		this.byLoader.get().forEach((loader, count) -> population.group(group(loader, count)));
	}

	/**
	 * A loader of its own makes a series without the classes that the application loads
	 * meanwhile. It is told when a family of generated classes grows in it.
	 */
	private Group group(String loader, long count) {
		String most = mostGrown(loader + ClassFamilies.LOADED);
		return (most != null) ? Group.of(loader, Culprit.ofType(most), count).signs(Set.of(Sign.SAME_CLASS_GROWS))
				: Group.of(loader, Culprit.UNKNOWN, count);
	}

	/** Without a limit the classes tell all there is to tell. */
	private void metaspace(Census census, MemoryUsage usage) {
		Population.Builder population = census.population(METASPACE, Kind.CLASSES_GROW, Unit.BYTES)
			.count(usage.getUsed())
			.limit(usage.getMax());
		if (usage.getMax() < 0) {
			population.shownOnly();
		}
	}

	private void look(Census census) {
		if (!this.ration.allows(census.at())) {
			return;
		}
		long start = System.nanoTime();
		try {
			this.own.during("families", () -> this.families.take(ClassFamilies.read(this.command)));
		}
		catch (UnavailableException ex) {
			// counted, but not told apart
		}
		this.ration.spend(census.at(), System.nanoTime() - start);
	}

	/** Families are no groups: their history would only begin now. */
	private @Nullable String mostGrown(String prefix) {
		long grown = this.families.all()
			.entrySet()
			.stream()
			.filter((entry) -> prefix.isEmpty() ? entry.getKey().equals(ClassFamilies.ALL)
					: entry.getKey().startsWith(prefix))
			.mapToLong((entry) -> entry.getValue().grown())
			.sum();
		String most = null;
		long mostGrown = 0;
		for (Map.Entry<String, Differences.Growth> entry : this.families.all().entrySet()) {
			Differences.Growth growth = entry.getValue();
			boolean family = !entry.getKey().equals(ClassFamilies.ALL) && entry.getKey().startsWith(prefix);
			if (family && growth.rises() >= RISES && growth.grown() >= MANY && growth.grown() >= SHARE * grown
					&& growth.grown() > mostGrown) {
				most = entry.getKey();
				mostGrown = growth.grown();
			}
		}
		return most;
	}

}
