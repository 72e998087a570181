package io.leakguard.bench.trend;

import java.time.Duration;

/**
 * A length and a resolution.
 */
enum Span {

	/** What is known a quarter of an hour after the start, at the default interval. */
	QUARTER("15 min at 15 s", 60, Duration.ofSeconds(15), 1.0 / 24),

	/** The length of the reference. */
	SIX_HOURS("6 h at 1 min", 360, Duration.ofMinutes(1), 1),

	/** Two daily cycles; speeds as in six hours. */
	TWO_DAYS("48 h at 2 min", 1440, Duration.ofMinutes(2), 1),

	/** A week. */
	WEEK("7 d at 1 h", 168, Duration.ofHours(1), 28);

	private final String label;

	private final int samples;

	private final Duration interval;

	private final double stretch;

	Span(String label, int samples, Duration interval, double stretch) {
		this.label = label;
		this.samples = samples;
		this.interval = interval;
		this.stretch = stretch;
	}

	String label() {
		return this.label;
	}

	int samples() {
		return this.samples;
	}

	Duration interval() {
		return this.interval;
	}

	double stepHours() {
		return this.interval.toMillis() / 3_600_000.0;
	}

	/** How much slower everything goes than in six hours, but for the day. */
	double stretch() {
		return this.stretch;
	}

}
