package io.leakguard.detection;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.history.History;

/**
 * What a detector may know of the world: it has no clock of its own.
 *
 * @param now the time of the scan
 * @param interval the time between two scans
 * @param settledFor how long ago the application became ready and its class loading
 * settled; zero if it has not yet. Nothing is confirmed before.
 * @param load the work done so far, such as requests served, as a history of a running
 * total; empty if nobody counts
 */
public record Situation(Instant now, Duration interval, Duration settledFor, History load) {

	/**
	 * Return whether the application has settled.
	 * @return whether something may be confirmed
	 */
	public boolean isSettled() {
		return !this.settledFor.isZero();
	}

}
