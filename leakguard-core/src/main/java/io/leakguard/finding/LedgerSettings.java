package io.leakguard.finding;

import java.time.Duration;

/**
 * The numbers of the ledger.
 *
 * @param suspectAfter scans in a row that must see a trend before it becomes a suspicion;
 * 2, because one scan may fall into a burst
 * @param confirmAfter scans in a row that must see the second sign; 3
 * @param resolveAfter scans in a row without a verdict that clear a finding; 6
 * @param keepResolved how long a resolved finding stays in the report; 15 minutes, so
 * that somebody called by an alert still finds it
 * @param maxFindings how many findings are kept, 200
 * @param critical below this time to the limit a finding is critical; 1 hour
 * @param major below this time to the limit a finding is major; 1 day
 */
public record LedgerSettings(int suspectAfter, int confirmAfter, int resolveAfter, Duration keepResolved,
		int maxFindings, Duration critical, Duration major) {

	/**
	 * Return the defaults.
	 * @return the defaults
	 */
	public static LedgerSettings defaults() {
		return new LedgerSettings(2, 3, 6, Duration.ofMinutes(15), 200, Duration.ofHours(1), Duration.ofDays(1));
	}

}
