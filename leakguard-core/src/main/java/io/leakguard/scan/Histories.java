package io.leakguard.scan;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

import io.leakguard.history.History;
import io.leakguard.population.Group;
import io.leakguard.population.Population;
import org.jspecify.annotations.Nullable;

/**
 * The histories of all populations and groups, bounded in number. One that has not been
 * read for a while is forgotten.
 */
final class Histories {

	/** Scans after which something that is no longer counted is forgotten. */
	private static final int FORGET_AFTER = 40;

	private final int max;

	private final Map<String, Map<String, Series>> byPopulation = new HashMap<>();

	private int size;

	Histories(int max) {
		this.max = max;
	}

	void extend(Population population, Instant at, long scan) {
		if (population.hasBegunAnew()) {
			forget(population.name());
		}
		Map<String, Series> series = this.byPopulation.computeIfAbsent(population.name(), (name) -> new HashMap<>(2));
		append(series, "", new Reading(population.count(), population.added(), population.ended()),
				population.isFresh(), at, scan);
		for (Group group : population.groups()) {
			append(series, group.key(), new Reading(group.count(), group.added(), group.ended()), population.isFresh(),
					at, scan);
		}
		if (population.isFresh() && !population.groups().isEmpty()) {
			appendZeroToTheAbsent(series, at, scan);
		}
	}

	private void append(Map<String, Series> series, String key, Reading reading, boolean fresh, Instant at, long scan) {
		Series known = series.get(key);
		if (known == null) {
			if (this.size >= this.max) {
				return;
			}
			known = new Series(new History(at));
			series.put(key, known);
			this.size++;
		}
		known.lastScan = scan;
		if (fresh) {
			known.history.append(at, reading.count(), reading.added(), reading.ended());
		}
	}

	private void appendZeroToTheAbsent(Map<String, Series> series, Instant at, long scan) {
		for (Series one : series.values()) {
			if (one.lastScan != scan && one.history.last() != 0) {
				one.history.append(at, 0);
			}
		}
	}

	@Nullable History of(String population, String key) {
		Map<String, Series> series = this.byPopulation.get(population);
		Series one = (series != null) ? series.get(key) : null;
		return (one != null) ? one.history : null;
	}

	void settle() {
		this.byPopulation.values().forEach((series) -> series.values().forEach((one) -> one.history.settle()));
	}

	void forgetTheUnread(long scan) {
		for (Iterator<Map<String, Series>> all = this.byPopulation.values().iterator(); all.hasNext();) {
			Map<String, Series> series = all.next();
			int before = series.size();
			series.values().removeIf((one) -> scan - one.lastScan > FORGET_AFTER);
			this.size -= before - series.size();
			if (series.isEmpty()) {
				all.remove();
			}
		}
	}

	private void forget(String population) {
		Map<String, Series> series = this.byPopulation.remove(population);
		this.size -= (series != null) ? series.size() : 0;
	}

	/** What was counted of one population or group. */
	private record Reading(long count, long added, long ended) {

	}

	private static final class Series {

		private final History history;

		private long lastScan;

		Series(History history) {
			this.history = history;
		}

	}

}
