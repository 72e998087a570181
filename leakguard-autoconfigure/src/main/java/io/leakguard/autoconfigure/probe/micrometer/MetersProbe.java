package io.leakguard.autoconfigure.probe.micrometer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.autoconfigure.probe.Turnover;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts meters by name and by the tag key whose values differ most. Only counts and tag
 * keys are kept, no values. Meters are visited only when their number has changed.
 */
final class MetersProbe implements Probe {

	static final String POPULATION = "micrometer.meters";

	/** Fewer meters of one name are nothing to look into. */
	private static final int WORTH_A_GROUP = 16;

	/** About half a millisecond of visiting in a scan, on average. */
	private static final int METERS_PER_SCAN = 5000;

	private final ExistingBeans<MeterRegistry> registries;

	private final Map<String, Turnover> turnovers = new HashMap<>();

	private List<Group> groups = List.of();

	private int size = -1;

	private long credit;

	MetersProbe(BeanFactory beanFactory) {
		this.registries = new ExistingBeans<>(beanFactory, MeterRegistry.class);
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		List<Meter> meters = meters();
		Population.Builder population = census.population(POPULATION, Kind.METER_TAGS_UNBOUNDED, Unit.METERS)
			.count(meters.size())
			.judgedByGroups();
		this.credit += METERS_PER_SCAN;
		if (meters.size() == this.size) {
			population.groups(this.groups);
		}
		else if (this.credit >= meters.size()) {
			this.credit = 0;
			this.size = meters.size();
			this.groups = group(meters);
			population.groups(this.groups);
		}
		else {
			population.groups(this.groups).stale();
		}
	}

	/** The composite holds what its children hold; without one, the largest counts. */
	private List<Meter> meters() {
		Collection<MeterRegistry> present = this.registries.find().values();
		List<Meter> largest = List.of();
		for (MeterRegistry registry : present) {
			List<Meter> meters = registry.getMeters();
			if (registry instanceof CompositeMeterRegistry) {
				return meters;
			}
			if (meters.size() > largest.size()) {
				largest = meters;
			}
		}
		return largest;
	}

	private List<Group> group(List<Meter> meters) {
		Map<String, List<Meter>> byName = new HashMap<>();
		for (Meter meter : meters) {
			// our own are bounded, and come with what is counted
			if (!meter.getId().getName().startsWith("leakguard.")) {
				byName.computeIfAbsent(meter.getId().getName(), (absent) -> new ArrayList<>()).add(meter);
			}
		}
		List<Group> found = new ArrayList<>();
		byName.forEach((name, named) -> {
			if (named.size() >= WORTH_A_GROUP) {
				Turnover turnover = this.turnovers.computeIfAbsent(name, (absent) -> new Turnover());
				turnover.look(named);
				found.add(turnover.weigh(group(name, named)));
			}
		});
		this.turnovers.keySet().retainAll(byName.keySet());
		return found;
	}

	private static Group group(String name, List<Meter> meters) {
		Map<String, Set<String>> values = new HashMap<>();
		for (Meter meter : meters) {
			for (Tag tag : meter.getId().getTagsAsIterable()) {
				values.computeIfAbsent(tag.getKey(), (absent) -> new HashSet<>()).add(tag.getValue());
			}
		}
		String key = "";
		int most = 1;
		for (Map.Entry<String, Set<String>> entry : values.entrySet()) {
			if (entry.getValue().size() > most
					|| (entry.getValue().size() == most && entry.getKey().compareTo(key) < 0)) {
				key = entry.getKey();
				most = entry.getValue().size();
			}
		}
		String type = (most > 1) ? "meter `" + name + "` tag `" + key + "`" : "meter `" + name + "`";
		return Group.of(name, Culprit.ofType(type), meters.size());
	}

}
