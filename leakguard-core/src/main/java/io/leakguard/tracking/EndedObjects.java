package io.leakguard.tracking;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;

/**
 * Things that were removed, closed or cancelled and must now go. Holds them weakly, up to
 * a bound; beyond it, further ones are not watched. Thread-safe.
 */
final class EndedObjects {

	static final String POPULATION = "tracking.endedAndHeld";

	private final CollectionWatch watch;

	private final CoarseTime time;

	private final TrackingSettings settings;

	private final Set<Ended> watched = new LinkedHashSet<>();

	private long expected;

	private long collected;

	private long collectedLate;

	private long unwatched;

	EndedObjects(CollectionWatch watch, CoarseTime time, TrackingSettings settings) {
		this.watch = watch;
		this.time = time;
		this.settings = settings;
	}

	synchronized void expect(Object thing, String why, Kind kind, int tolerated) {
		this.expected++;
		if (this.watched.size() >= this.settings.maxExpected()) {
			this.unwatched++;
			return;
		}
		this.watched.add(new Ended(this, thing, why, kind, tolerated, this.time.now(), this.watch.qualifyingCycles()));
	}

	private synchronized void collected(Ended ended) {
		if (this.watched.remove(ended)) {
			this.collected++;
			if (ended.told) {
				this.collectedLate++;
			}
		}
	}

	/**
	 * Return how many went only after they had been told of.
	 * @return the number
	 */
	synchronized long collectedLate() {
		return this.collectedLate;
	}

	/**
	 * Return how many were not watched because there were too many.
	 * @return the number
	 */
	synchronized long unwatched() {
		return this.unwatched;
	}

	/**
	 * Return what must go and is still there, whether or not that has been long.
	 * @return class and reason of each
	 */
	synchronized List<String> uncollected() {
		return this.watched.stream()
			.filter((ended) -> !ended.refersTo(null))
			.map((ended) -> ended.type + ": " + ended.why)
			.toList();
	}

	synchronized void count(long now, Census census) {
		if (this.expected == 0) {
			return;
		}
		Map<String, Held> held = new HashMap<>();
		for (Ended ended : this.watched) {
			if (isHeld(ended, now)) {
				ended.told = true;
				held.computeIfAbsent(ended.key(), (key) -> new Held(ended)).add(ended);
			}
		}
		Population.Builder population = census.population(POPULATION, Kind.NOT_COLLECTED, Unit.OBJECTS)
			.turnover(this.expected, this.collected)
			.shownOnly();
		List<Held> largest = new ArrayList<>(held.values());
		largest.sort(Comparator.comparingLong((Held one) -> one.count).reversed());
		if (largest.size() > this.settings.maxGroups()) {
			largest.subList(this.settings.maxGroups(), largest.size()).clear();
		}
		for (Held one : largest) {
			if (one.isBeyondTolerance()) {
				population.fact(one.fact(now, this.watch.qualifyingCycles()));
			}
		}
		population.groups(largest.stream().map(Held::group).toList());
	}

	private boolean isHeld(Ended ended, long now) {
		return !ended.refersTo(null)
				&& this.watch.qualifyingCycles() - ended.cycles >= this.settings.notCollectedCycles()
				&& now - ended.at >= this.settings.notCollectedAfter().toMillis();
	}

	synchronized void clear() {
		this.watched.forEach(Ended::clear);
		this.watched.clear();
	}

	private static final class Ended extends WeakReference<Object> implements Reapable {

		private final EndedObjects owner;

		private final String type;

		private final String why;

		private final Kind kind;

		private final int tolerated;

		private final long at;

		private final long cycles;

		private boolean told;

		Ended(EndedObjects owner, Object thing, String why, Kind kind, int tolerated, long at, long cycles) {
			super(thing, owner.watch.queue());
			this.owner = owner;
			this.type = Culprit.nameOf(thing.getClass());
			this.why = why;
			this.kind = kind;
			this.tolerated = tolerated;
			this.at = at;
			this.cycles = cycles;
		}

		String key() {
			return this.kind + ":" + this.type + ":" + this.why;
		}

		@Override
		public void reap() {
			this.owner.collected(this);
		}

	}

	/** Those of one class that ended for the same reason and are still held. */
	private static final class Held {

		private final Ended example;

		private long count;

		private long oldest = Long.MAX_VALUE;

		private long cycles = Long.MAX_VALUE;

		Held(Ended example) {
			this.example = example;
		}

		void add(Ended ended) {
			this.count++;
			this.oldest = Math.min(this.oldest, ended.at);
			this.cycles = Math.min(this.cycles, ended.cycles);
		}

		boolean isBeyondTolerance() {
			return this.count > this.example.tolerated;
		}

		Group group() {
			return Group.of(this.example.key(), Culprit.ofType(this.example.type), this.count).kind(this.example.kind);
		}

		Fact fact(long now, long cycles) {
			return Fact.observed(this.example.kind, Culprit.ofType(this.example.type), this.count,
					Instant.ofEpochMilli(this.oldest),
					this.count + ((this.count == 1) ? " is" : " are") + " still strongly reachable "
							+ Ages.describe(Duration.ofMillis(now - this.oldest)) + " and " + (cycles - this.cycles)
							+ " collections of old objects after: " + this.example.why);
		}

	}

}
