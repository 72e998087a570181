package io.leakguard.scan;

import java.time.Duration;

/**
 * The numbers of the scan.
 *
 * @param interval the time between two scans; 15 seconds, so that sixteen scans, the
 * least that a trend is judged on, are four minutes
 * @param probeTimeout how long a probe may take before it is left behind; 5 seconds
 * @param failuresUntilDisabled failures in a row after which a probe is no longer asked;
 * 3
 * @param warmUpScans after how many scans the application counts as settled at the latest
 * once it is ready; 12, because classes may be loaded for ever where that is the leak
 * @param maxPopulations how many populations are counted in a scan; 5000
 * @param maxGroups how many groups are kept of a population; 50
 * @param maxHistories how many populations and groups have a history; 2000, of at most
 * about 5 KB each; beyond, what is gone or stands still gives way to what is new
 * @param maxReportedPopulations how many populations stand in the report; 200
 */
public record ScanSettings(Duration interval, Duration probeTimeout, int failuresUntilDisabled, int warmUpScans,
		int maxPopulations, int maxGroups, int maxHistories, int maxReportedPopulations) {

	/**
	 * Return the defaults.
	 * @return the defaults
	 */
	public static ScanSettings defaults() {
		return new ScanSettings(Duration.ofSeconds(15), Duration.ofSeconds(5), 3, 12, 5000, 50, 2000, 200);
	}

	/**
	 * Return these settings with another interval.
	 * @param interval the time between two scans
	 * @return the new settings
	 */
	public ScanSettings interval(Duration interval) {
		return new ScanSettings(interval, this.probeTimeout, this.failuresUntilDisabled, this.warmUpScans,
				this.maxPopulations, this.maxGroups, this.maxHistories, this.maxReportedPopulations);
	}

}
