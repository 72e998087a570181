package io.leakguard.autoconfigure.probe.logging;

import java.util.List;

import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

/**
 * Counts what loggers hand their records to, by class. All loggers are looked at, in
 * every fourth scan.
 */
final class HandlersProbe implements Probe {

	/** There may be thousands of loggers, and hardly one has a handler. */
	private static final int SCANS_BETWEEN_LOOKS = 4;

	private final String name;

	private final Handlers handlers;

	private final Roll<Object> roll = new Roll<>((handler) -> Culprit.ofType(handler.getClass()));

	private long count;

	private int scans = SCANS_BETWEEN_LOOKS;

	/**
	 * Create a probe.
	 * @param name the name of the probe and its population
	 * @param handlers finds them
	 */
	HandlersProbe(String name, Handlers handlers) {
		this.name = name;
		this.handlers = handlers;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void count(Census census) {
		Population.Builder population = census.population(this.name, Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS);
		if (++this.scans >= SCANS_BETWEEN_LOOKS) {
			this.scans = 0;
			List<Object> found = this.handlers.find();
			this.count = found.size();
			this.roll.count(population, found);
		}
		else {
			population.count(this.count).groups(this.roll.last()).stale();
		}
	}

	/** Finds the handlers. */
	interface Handlers {

		/**
		 * Find them.
		 * @return a copy of what there is now
		 */
		List<Object> find();

	}

}
