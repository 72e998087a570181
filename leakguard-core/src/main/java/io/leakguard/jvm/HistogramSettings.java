package io.leakguard.jvm;

import java.time.Duration;

/**
 * How often class histograms may be taken and how long they may stop the application.
 *
 * @param scanInterval the time between two scans; one histogram in three scans at most,
 * and at most one a minute when scans are far apart
 * @param longestPause the longest pause; a histogram that is expected to take longer is
 * not taken. 500 ms, about 2 GB of used heap, well below the second after which a probe
 * of the platform counts as failed
 * @param glancePause the longest pause while nothing is under suspicion; 40 ms, a young
 * collection, so that a glance is taken in small heaps only, and only after a collection
 * that matters. Zero: never
 * @param methodTiming whether constructors and close methods of a class under suspicion
 * are counted, where the JVM can (Java 25)
 */
public record HistogramSettings(Duration scanInterval, Duration longestPause, Duration glancePause,
		boolean methodTiming) {

	/**
	 * Return the defaults.
	 * @param scanInterval the time between two scans
	 * @return the settings
	 */
	public static HistogramSettings defaults(Duration scanInterval) {
		return new HistogramSettings(scanInterval, Duration.ofMillis(500), Duration.ofMillis(40), true);
	}

}
