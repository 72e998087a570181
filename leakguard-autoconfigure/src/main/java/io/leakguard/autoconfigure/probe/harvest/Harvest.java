package io.leakguard.autoconfigure.probe.harvest;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Recurrence;

/**
 * Counts what a library reports, by culprit. Nothing is lost: beyond a hundred culprits
 * further ones are counted together. Thread-safe.
 * <p>
 * What was reported is told for as long as it may go on ({@link Recurrence}), so that one
 * report does not stand until the application is started again.
 */
final class Harvest {

	private static final int MAX_CULPRITS = 100;

	private static final Culprit OTHERS = Culprit.ofType("(other)");

	private final Duration shortest;

	private final Map<Culprit, Reported> reported = new HashMap<>();

	private long total;

	Harvest() {
		this(Recurrence.SHORTEST);
	}

	/**
	 * Create a harvest.
	 * @param shortest for how long a report is told at least
	 */
	Harvest(Duration shortest) {
		this.shortest = shortest;
	}

	synchronized void add(Culprit culprit) {
		Culprit key = (this.reported.containsKey(culprit) || this.reported.size() < MAX_CULPRITS) ? culprit : OTHERS;
		this.reported.computeIfAbsent(key, (absent) -> new Reported()).count++;
		this.total++;
	}

	/**
	 * Tell of what was reported. A library says it only when it cannot be otherwise.
	 * @param census the census
	 * @param name the name of the population
	 * @param kind the kind of leak
	 * @param what is put behind the number in the reason
	 */
	synchronized void count(Census census, String name, Kind kind, String what) {
		if (this.total == 0) {
			return;
		}
		Population.Builder population = census.population(name, kind, Unit.EVENTS).count(this.total).shownOnly();
		for (Iterator<Map.Entry<Culprit, Reported>> entries = this.reported.entrySet().iterator(); entries.hasNext();) {
			Map.Entry<Culprit, Reported> entry = entries.next();
			Reported each = entry.getValue();
			each.look(census.at());
			if (each.isOver(census.at(), this.shortest)) {
				entries.remove();
			}
			else {
				population.fact(Fact.exact(kind, entry.getKey(), each.count, each.first, each.count + " " + what));
			}
		}
	}

	synchronized void clear() {
		this.reported.clear();
		this.total = 0;
	}

	/** How often, since when and until when. The time is that of the scans. */
	private static final class Reported {

		private long count;

		private long seen;

		private Instant first = Instant.EPOCH;

		private Instant last = Instant.EPOCH;

		private void look(Instant now) {
			if (this.count > this.seen) {
				this.first = (this.seen == 0) ? now : this.first;
				this.last = now;
				this.seen = this.count;
			}
		}

		private boolean isOver(Instant now, Duration shortest) {
			Duration patience = Recurrence.patience(this.count, Duration.between(this.first, this.last));
			return Duration.between(this.last, now)
				.compareTo((patience.compareTo(shortest) < 0) ? shortest : patience) > 0;
		}

	}

}
