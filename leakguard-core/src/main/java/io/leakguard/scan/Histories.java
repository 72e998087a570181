package io.leakguard.scan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.leakguard.history.History;
import io.leakguard.population.Attention;
import io.leakguard.population.Group;
import io.leakguard.population.Population;
import io.leakguard.scan.Series.Reading;
import io.leakguard.scan.Series.Worth;
import org.jspecify.annotations.Nullable;

/**
 * The histories of all populations and groups, bounded in number. One that has not been
 * read for a while is forgotten. Where there is no room for another, what is gone or
 * stands still gives way, so that each is watched for a while; what is under suspicion
 * never does.
 */
final class Histories {

	/** Scans after which something that is no longer counted is forgotten. */
	static final int FORGET_AFTER = 40;

	private final int max;

	private final Map<String, Map<String, Series>> byPopulation = new HashMap<>();

	private int size;

	private int missing;

	private int placed;

	Histories(int max) {
		this.max = max;
	}

	void extend(List<Population> populations, Attention attention, Instant at, long scan) {
		this.missing = 0;
		List<Reading> newcomers = new ArrayList<>();
		for (Population population : populations) {
			extend(population, at, scan, newcomers);
		}
		if (!newcomers.isEmpty()) {
			makeRoom(newcomers, attention, at, scan);
		}
	}

	private void extend(Population population, Instant at, long scan, List<Reading> newcomers) {
		if (population.hasBegunAnew()) {
			forget(population.name());
		}
		Map<String, Series> series = seriesOf(population.name());
		extend(series, Reading.of(population), at, scan, newcomers);
		for (Group group : population.groups()) {
			extend(series, Reading.of(population, group), at, scan, newcomers);
		}
		if (population.isFresh() && !population.groups().isEmpty()) {
			for (Series one : series.values()) {
				if (one.lastScan() != scan) {
					one.extendWithZero(at);
				}
			}
		}
	}

	private void extend(Map<String, Series> series, Reading reading, Instant at, long scan, List<Reading> newcomers) {
		Series known = series.get(reading.key());
		if (known == null && this.size >= this.max) {
			this.missing++;
			newcomers.add(reading);
			return;
		}
		if (known == null) {
			known = new Series(reading, at, scan);
			series.put(reading.key(), known);
			this.size++;
		}
		known.extend(reading, at, scan);
	}

	/** Let what would be missed least give way. */
	private void makeRoom(List<Reading> newcomers, Attention attention, Instant at, long scan) {
		Iterator<Series> leastWorth = leastWorth(attention, at, scan).iterator();
		// the next turn begins behind those that came in the last one
		Collections.rotate(newcomers, -(this.placed % newcomers.size()));
		for (Reading newcomer : newcomers) {
			if (!leastWorth.hasNext()) {
				break;
			}
			Series one = leastWorth.next();
			forget(one);
			this.placed++;
			extend(seriesOf(newcomer.population()), newcomer, at, scan, new ArrayList<>());
			// what was counted itself has no history now
			this.missing -= (one.lastScan() != scan) ? 1 : 0;
		}
	}

	private List<Series> leastWorth(Attention attention, Instant at, long scan) {
		record Candidate(Series series, Worth worth) {

		}
		return this.byPopulation.values()
			.stream()
			.flatMap((series) -> series.values().stream())
			.map((series) -> new Candidate(series, series.worth(at, scan)))
			.filter((candidate) -> candidate.worth() != Worth.KEPT && !isSuspected(candidate.series(), attention))
			.sorted(Comparator.comparing(Candidate::worth)
				.thenComparing((candidate) -> candidate.series().lastScan())
				.thenComparing((candidate) -> candidate.series().movedAt()))
			.map(Candidate::series)
			.toList();
	}

	private static boolean isSuspected(Series series, Attention attention) {
		return series.key().isEmpty() ? attention.isOn(series.population())
				: attention.isOn(series.population(), series.key());
	}

	@Nullable History of(String population, String key) {
		Map<String, Series> series = this.byPopulation.get(population);
		Series one = (series != null) ? series.get(key) : null;
		return (one != null) ? one.history() : null;
	}

	/** Return how many histories there are. */
	int size() {
		return this.size;
	}

	/** Return how many of what was counted in the last scan have none. */
	int missing() {
		return this.missing;
	}

	void settle() {
		this.byPopulation.values().forEach((series) -> series.values().forEach((one) -> one.history().settle()));
	}

	void forgetTheUnread(long scan) {
		for (Iterator<Map<String, Series>> all = this.byPopulation.values().iterator(); all.hasNext();) {
			Map<String, Series> series = all.next();
			int before = series.size();
			series.values().removeIf((one) -> scan - one.lastScan() > FORGET_AFTER);
			this.size -= before - series.size();
			if (series.isEmpty()) {
				all.remove();
			}
		}
	}

	private Map<String, Series> seriesOf(String population) {
		return this.byPopulation.computeIfAbsent(population, (name) -> new HashMap<>(2));
	}

	private void forget(String population) {
		Map<String, Series> series = this.byPopulation.remove(population);
		this.size -= (series != null) ? series.size() : 0;
	}

	private void forget(Series series) {
		Map<String, Series> ofPopulation = this.byPopulation.get(series.population());
		if (ofPopulation != null && ofPopulation.remove(series.key(), series)) {
			this.size--;
		}
	}

}
