package io.leakguard.autoconfigure.probe.harvest;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;

/**
 * Counts what a library reports, by culprit. Nothing is lost: beyond a hundred culprits
 * further ones are counted together. Thread-safe.
 */
final class Harvest {

	private static final int MAX_CULPRITS = 100;

	private static final Culprit OTHERS = Culprit.ofType("(other)");

	private final Map<Culprit, Reported> reported = new HashMap<>();

	synchronized void add(Culprit culprit) {
		Culprit key = (this.reported.containsKey(culprit) || this.reported.size() < MAX_CULPRITS) ? culprit : OTHERS;
		this.reported.computeIfAbsent(key, (absent) -> new Reported(Instant.now())).count++;
	}

	/**
	 * Tell of what was reported. A library says it only when it cannot be otherwise.
	 * @param census the census
	 * @param name the name of the population
	 * @param kind the kind of leak
	 * @param what is put behind the number in the reason
	 */
	synchronized void count(Census census, String name, Kind kind, String what) {
		if (this.reported.isEmpty()) {
			return;
		}
		long total = this.reported.values().stream().mapToLong((each) -> each.count).sum();
		Population.Builder population = census.population(name, kind, Unit.EVENTS).count(total).shownOnly();
		this.reported.forEach((culprit, each) -> population
			.fact(Fact.exact(kind, culprit, each.count, each.since, each.count + " " + what)));
	}

	synchronized void clear() {
		this.reported.clear();
	}

	/** How often, and since when. */
	private static final class Reported {

		private final Instant since;

		private long count;

		Reported(Instant since) {
			this.since = since;
		}

	}

}
