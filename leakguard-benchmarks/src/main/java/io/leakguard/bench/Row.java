package io.leakguard.bench;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The result of one case.
 *
 * @param id the case
 * @param healthy whether nothing is to be found
 * @param outcome {@code ok}, {@code n/a} or what went wrong
 * @param found whether a finding that matches the case was seen
 * @param stage the highest stage that the best match reached
 * @param kind the kind of the best match
 * @param kindRight whether that kind is right
 * @param culpritRight whether its culprit is right
 * @param suspectedAfter scans until it was suspected, -1 if never
 * @param confirmedAfter scans until it was confirmed, -1 if never
 * @param falseAlarms findings that have nothing to do with the case; of a healthy case
 * whatever was confirmed or still suspected at the end
 * @param scans how many scans were made
 * @param scanP50Millis median scan
 * @param scanP99Millis 99th percentile of the scans
 * @param cpuPercent CPU time of LeakGuard's threads, in percent of one core
 * @param finding the best match as the endpoint told it
 */
public record Row(String id, boolean healthy, String outcome, boolean found, @Nullable String stage,
		@Nullable String kind, boolean kindRight, boolean culpritRight, int suspectedAfter, int confirmedAfter,
		List<String> falseAlarms, int scans, double scanP50Millis, double scanP99Millis, double cpuPercent,
		@Nullable Object finding) {

	static Row failed(String id, boolean healthy, String outcome) {
		return new Row(id, healthy, outcome, false, null, null, false, false, -1, -1, List.of(), 0, 0, 0, 0, null);
	}

	boolean isPlayed() {
		return this.outcome.equals("ok");
	}

	boolean isRight() {
		return this.healthy ? this.falseAlarms.isEmpty() : this.found && this.kindRight && this.culpritRight;
	}

}
