package io.leakguard.holding;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Population;

/** Runs scans of a probe over some roots. */
final class Scans {

	private final List<Root> roots = new ArrayList<>();

	private final HoldingProbe probe;

	private List<Population> last = List.of();

	Scans(Object... roots) {
		this(settings(), roots);
	}

	Scans(HoldingSettings settings, Object... roots) {
		for (Object root : roots) {
			add(root);
		}
		this.probe = new HoldingProbe(() -> this.roots, settings, Duration.ZERO);
	}

	static HoldingSettings settings() {
		HoldingSettings base = HoldingSettings.defaults();
		return new HoldingSettings(base.maxDepth(), base.maxVisits(), Duration.ofSeconds(5), 1, 10_000,
				base.maxPopulations(), base.minimumSize(), base.excluded(), Set.of("io.leakguard.holding."), false,
				false);
	}

	void add(Object root) {
		this.roots.add(new Root("bean" + this.roots.size(), root,
				root.getClass().getName().startsWith("java.") ? Root.Rank.LIBRARY : Root.Rank.APPLICATION));
	}

	List<Root> roots() {
		return this.roots;
	}

	HoldingProbe probe() {
		return this.probe;
	}

	Scans scan() {
		Set<String> suspected = this.last.stream().map(Population::name).collect(Collectors.toSet());
		Census census = new Census(Instant.EPOCH,
				new Attention(suspected.stream().collect(Collectors.toMap((name) -> name, (name) -> Set.<String>of()))),
				10_000, 100);
		try {
			census.take(this.probe);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		this.last = census.populations();
		return this;
	}

	/** Run a step some times between each two of some scans. */
	Scans rounds(int scans, int steps, Runnable step) {
		scan();
		for (int i = 0; i < scans; i++) {
			for (int j = 0; j < steps; j++) {
				step.run();
			}
			scan();
		}
		return this;
	}

	List<Population> populations() {
		return this.last;
	}

	Population population(String name) {
		return this.last.stream()
			.filter((each) -> each.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no " + name + " in " + names()));
	}

	List<String> names() {
		return this.last.stream().map(Population::name).toList();
	}

	Map<String, Long> counts() {
		return this.last.stream().collect(Collectors.toMap(Population::name, Population::count));
	}

}
