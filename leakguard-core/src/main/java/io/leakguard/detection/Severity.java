package io.leakguard.detection;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How urgent a finding is: the time that is left to the limit. A percentage per second
 * would hide the leak that needs a day.
 */
public enum Severity {

	/** Days are left, or nothing fails when it goes on. */
	MINOR,

	/** Less than a day is left. */
	MAJOR,

	/** Less than an hour is left. */
	CRITICAL;

	/**
	 * Return the severity for the time that is left.
	 * @param left the time to the limit
	 * @param critical below this it is critical
	 * @param major below this it is major
	 * @return the severity
	 */
	public static Severity of(@Nullable Duration left, Duration critical, Duration major) {
		if (left == null) {
			return MINOR;
		}
		if (left.compareTo(critical) < 0) {
			return CRITICAL;
		}
		return (left.compareTo(major) < 0) ? MAJOR : MINOR;
	}

}
