package io.leakguard.tracking;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Fact;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;

/** A tracking whose time, collections and scans the test decides. */
final class Scans {

	final ManualTime time = new ManualTime();

	final AtomicLong cycles = new AtomicLong();

	final CollectionWatch watch = new CollectionWatch(this.cycles::get);

	final Tracking tracking;

	private Attention attention = Attention.NONE;

	private List<Population> last = List.of();

	Scans() {
		this(TrackingSettings.DEFAULTS);
	}

	Scans(TrackingSettings settings) {
		this.tracking = new Tracking(settings.withApplication((name) -> name.contains("Tests")), this.time, this.watch);
	}

	/** Let time pass and scan once. */
	Scans after(Duration duration) {
		this.time.pass(duration);
		Census census = new Census(this.time.instant(), this.attention, 1000, 1000);
		for (Probe probe : this.tracking.probes()) {
			try {
				census.take(probe);
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		}
		this.last = census.populations();
		return this;
	}

	Scans scan() {
		return after(Duration.ofSeconds(2));
	}

	Scans suspect(String population, String... keys) {
		this.attention = new Attention(Map.of(population, Set.of(keys)));
		return this;
	}

	Optional<Population> find(String name) {
		return this.last.stream().filter((population) -> population.name().equals(name)).findFirst();
	}

	Population population(String name) {
		return find(name).orElseThrow();
	}

	Group group(String name) {
		List<Group> groups = population(name).groups();
		if (groups.size() != 1) {
			throw new AssertionError("expected one group but found " + groups);
		}
		return groups.get(0);
	}

	List<Fact> facts() {
		return this.last.stream().flatMap((population) -> population.facts().stream()).toList();
	}

	List<Fact> facts(Kind kind) {
		return facts().stream().filter((fact) -> fact.kind() == kind).toList();
	}

	/** What the collector does to the reference within a handle. */
	static void collect(Handle handle) {
		((Reference<?>) handle).enqueue();
	}

}
