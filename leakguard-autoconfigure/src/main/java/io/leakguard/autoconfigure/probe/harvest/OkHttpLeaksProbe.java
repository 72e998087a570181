package io.leakguard.autoconfigure.probe.harvest;

import java.util.logging.LogRecord;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;

/**
 * Counts responses of OkHttp that were collected without having been closed, as OkHttp
 * itself reports them. The place that made the call is known only where the application
 * has set OkHttp's logger to the level that records it.
 */
final class OkHttpLeaksProbe implements Probe, AutoCloseable {

	static final String POPULATION = "okhttp.leaks";

	static final String LOGGER = "okhttp3.OkHttpClient";

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private final Harvest harvest = new Harvest();

	private final JulHarvest log = new JulHarvest(LOGGER, this::reported);

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		this.harvest.count(census, POPULATION, Kind.NOT_CLOSED,
				"responses were collected without having been closed, so that their connection was lost");
	}

	@Override
	public void close() {
		this.log.close();
		this.harvest.clear();
	}

	/** The logger tells of other things as well. */
	private void reported(LogRecord record) {
		String message = record.getMessage();
		if (message != null && message.startsWith("A connection to ") && message.contains(" was leaked")) {
			Throwable call = record.getThrown();
			this.harvest.add(
					Culprit.ofType("okhttp3.Response").at((call != null) ? FRAMES.siteIn(call.getStackTrace()) : null));
		}
	}

}
