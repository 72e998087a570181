package io.leakguard.tracking;

import java.time.Duration;

/**
 * For how long an event that cannot be undone is told: for as long as the next may be
 * waited for, which is three times the mean time between two of them. So a leak of one an
 * hour does not end every hour, and one of ten a second ends soon after it was mended.
 * Pure and thread-safe.
 */
public final class Recurrence {

	/** However frequent they were: some scans, and a pause of the traffic. */
	public static final Duration SHORTEST = Duration.ofMinutes(5);

	/** After a day, each hour of the day has been seen. */
	public static final Duration LONGEST = Duration.ofDays(1);

	/** Of a single one nobody knows how often it comes: as if it came every hour. */
	private static final Duration ONLY_ONE = Duration.ofHours(1);

	/** Several at once: the next would have come. */
	private static final Duration BURST = SHORTEST.multipliedBy(2);

	private Recurrence() {
	}

	/**
	 * Return how long to wait for the next.
	 * @param count how many there were, positive
	 * @param span the time between the first and the last
	 * @return the time after the last for which they are told
	 */
	public static Duration patience(long count, Duration span) {
		if (span.isZero()) {
			return (count == 1) ? ONLY_ONE : BURST;
		}
		Duration patience = span.multipliedBy(3).dividedBy(Math.max(1, count - 1));
		return (patience.compareTo(SHORTEST) < 0) ? SHORTEST : (patience.compareTo(LONGEST) > 0) ? LONGEST : patience;
	}

}
