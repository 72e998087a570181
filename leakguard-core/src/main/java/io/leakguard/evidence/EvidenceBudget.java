package io.leakguard.evidence;

import java.time.Duration;

/**
 * What evidence may cost.
 *
 * @param minInterval the least time between two captures of one collector; 1 minute,
 * because a capture may stop the process for the longest pause and a platform forgives a
 * few such pauses, not a row of them
 * @param longestPause how long a capture may stop the process; 500 ms, half of the one
 * second after which a Kubernetes probe counts as failed by default
 * @param platformLimit the longest pause that the platform's probes forgive; 1 second,
 * the default time-out of a Kubernetes probe
 * @param leastFreeMemory how many bytes of the container or machine must be free for a
 * capture that needs memory of its own; 64 MB, because the flight recorder takes 35 to 40
 * MB when it is started; 0 for no such check
 */
public record EvidenceBudget(Duration minInterval, Duration longestPause, Duration platformLimit,
		long leastFreeMemory) {

	public EvidenceBudget {
		if (longestPause.isNegative() || longestPause.isZero() || longestPause.compareTo(platformLimit) > 0) {
			throw new IllegalArgumentException(
					"'longestPause' must be more than 0 and at most the platform limit of %s, not %s"
						.formatted(platformLimit, longestPause));
		}
	}

	/**
	 * Return the defaults.
	 * @return the defaults
	 */
	public static EvidenceBudget defaults() {
		return new EvidenceBudget(Duration.ofMinutes(1), Duration.ofMillis(500), Duration.ofSeconds(1), 64L << 20);
	}

}
