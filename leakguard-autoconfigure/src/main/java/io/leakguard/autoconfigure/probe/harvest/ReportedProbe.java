package io.leakguard.autoconfigure.probe.harvest;

import java.util.logging.LogRecord;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a library itself reports to a logger of {@code java.util.logging}.
 */
abstract class ReportedProbe implements Probe, AutoCloseable {

	private final String population;

	private final Kind kind;

	private final String what;

	private final Harvest harvest = new Harvest();

	private final JulHarvest log;

	/**
	 * Create a probe.
	 * @param population the name of the population
	 * @param kind the kind of leak
	 * @param what is put behind the number in the reason
	 * @param logger the logger that the library reports to
	 */
	ReportedProbe(String population, Kind kind, String what, String logger) {
		this.population = population;
		this.kind = kind;
		this.what = what;
		this.log = new JulHarvest(logger, this::reported);
	}

	/**
	 * Return who a record is about.
	 * @param record what the library logged
	 * @return the culprit, {@code null} if the record is no report of a leak
	 */
	abstract @Nullable Culprit culpritOf(LogRecord record);

	private void reported(LogRecord record) {
		Culprit culprit = culpritOf(record);
		if (culprit != null) {
			this.harvest.add(culprit);
		}
	}

	@Override
	public final String name() {
		return this.population;
	}

	@Override
	public final void count(Census census) {
		this.harvest.count(census, this.population, this.kind, this.what);
	}

	@Override
	public final void close() {
		this.log.close();
		this.harvest.clear();
	}

}
