package io.leakguard.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.detection.GrowthDetector;
import io.leakguard.detection.Trend;
import io.leakguard.finding.PopulationReading;
import io.leakguard.history.History;
import io.leakguard.population.Attention;
import io.leakguard.population.Population;

/**
 * What a report shows of the populations: those under suspicion and those that moved
 * most, if there are too many. Used by the scan thread alone.
 */
final class Readings {

	/** A trend is of many scans; one more changes little. */
	private static final int SCANS_BETWEEN_TRENDS = 4;

	private final int max;

	private final Histories histories;

	private final GrowthDetector growthDetector;

	private final Map<String, Trend> trends = new HashMap<>();

	Readings(int max, Histories histories, GrowthDetector growthDetector) {
		this.max = max;
		this.histories = histories;
		this.growthDetector = growthDetector;
	}

	List<PopulationReading> of(List<Population> populations, Attention attention, long scans) {
		List<Population> shown = populations;
		if (populations.size() > this.max) {
			shown = new ArrayList<>(populations);
			shown.sort(Comparator.comparing((Population population) -> !attention.isOn(population.name()))
				.thenComparing((population) -> -Math.abs(population.count() - baseline(population))));
			shown = shown.subList(0, this.max);
		}
		List<PopulationReading> readings = new ArrayList<>(shown.size());
		for (Population population : shown) {
			readings.add(reading(population, attention, scans));
		}
		if (this.trends.size() > 2 * readings.size() + SCANS_BETWEEN_TRENDS) {
			this.trends.clear();
		}
		return readings;
	}

	private PopulationReading reading(Population population, Attention attention, long scans) {
		History history = this.histories.of(population.name(), "");
		Trend trend = (history != null) ? trend(population, history, attention, scans) : Trend.UNKNOWN;
		return new PopulationReading(population.name(), population.unit(), population.count(), baseline(population),
				population.bound(), population.limit(), population.holder(), trend, population.leftOut());
	}

	/** A trend is read anew every few scans, of what is under suspicion in each. */
	private Trend trend(Population population, History history, Attention attention, long scans) {
		Trend known = this.trends.get(population.name());
		boolean due = (scans + population.name().hashCode()) % SCANS_BETWEEN_TRENDS == 0;
		if (known != null && known != Trend.UNKNOWN && !due && !attention.isOn(population.name())) {
			return known;
		}
		Trend trend = this.growthDetector.trend(history, population.unit());
		this.trends.put(population.name(), trend);
		return trend;
	}

	private long baseline(Population population) {
		History history = this.histories.of(population.name(), "");
		return (history != null) ? Math.round(history.baseline()) : population.count();
	}

}
