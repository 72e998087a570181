package io.leakguard.autoconfigure.probe.harvest;

import java.util.logging.LogRecord;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Counts responses of OkHttp that were collected without having been closed, as OkHttp
 * itself reports them. The place that made the call is known only where the application
 * has set OkHttp's logger to the level that records it.
 */
final class OkHttpLeaksProbe extends ReportedProbe {

	static final String POPULATION = "okhttp.leaks";

	static final String LOGGER = "okhttp3.OkHttpClient";

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	OkHttpLeaksProbe() {
		super(POPULATION, Kind.NOT_CLOSED,
				"responses were collected without having been closed, so that their connection was lost", LOGGER);
	}

	/** The logger tells of other things as well. */
	@Override
	@Nullable Culprit culpritOf(LogRecord record) {
		String message = record.getMessage();
		if (message == null || !message.startsWith("A connection to ") || !message.contains(" was leaked")) {
			return null;
		}
		Throwable call = record.getThrown();
		return Culprit.ofType("okhttp3.Response").at((call != null) ? FRAMES.siteIn(call.getStackTrace()) : null);
	}

}
