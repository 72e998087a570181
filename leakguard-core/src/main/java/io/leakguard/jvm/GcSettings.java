package io.leakguard.jvm;

import java.time.Duration;

/**
 * When pauses of the collector are pressure.
 *
 * @param longPause a pause is long from here: 200 ms is what a person notices
 * @param pauses that many long pauses are pressure: fewer happen to a healthy service at
 * start or when it is deployed beside it
 * @param within in this time
 */
public record GcSettings(Duration longPause, int pauses, Duration within) {

	/**
	 * Return the defaults: five pauses over 200 ms in a minute.
	 * @return the defaults
	 */
	public static GcSettings defaults() {
		return new GcSettings(Duration.ofMillis(200), 5, Duration.ofMinutes(1));
	}

}
