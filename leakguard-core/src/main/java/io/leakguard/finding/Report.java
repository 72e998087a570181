package io.leakguard.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The immutable result of the last scan. Everything that a person or a machine reads is a
 * view of it.
 *
 * @param status the state at a glance
 * @param scannedAt when the scan ended, {@code null} before the first
 * @param scans how many scans there have been
 * @param interval the time between two scans
 * @param scanDuration how long the scan took
 * @param medianScanDuration the median of the last scans
 * @param findings the findings, the most urgent first
 * @param populations the populations, those of interest first, bounded in number
 * @param populationsTotal how many populations were counted
 * @param failedProbes what went wrong by probe name
 * @param unavailableProbes why a probe cannot tell here, by probe name
 * @param slowestProbes the probes that take longest, the slowest first, a handful
 * @param courses how the findings went, by their ids, as far as that is known
 * @param notes what could not be judged because the settings leave no room for it, a
 * sentence each, a handful
 */
public record Report(Status status, @Nullable Instant scannedAt, long scans, Duration interval, Duration scanDuration,
		Duration medianScanDuration, List<Finding> findings, List<PopulationReading> populations, int populationsTotal,
		Map<String, String> failedProbes, Map<String, String> unavailableProbes, List<ProbeTime> slowestProbes,
		Map<String, Course> courses, List<String> notes) {

	public Report {
		findings = List.copyOf(findings);
		populations = List.copyOf(populations);
		failedProbes = Map.copyOf(failedProbes);
		unavailableProbes = Map.copyOf(unavailableProbes);
		slowestProbes = List.copyOf(slowestProbes);
		courses = Map.copyOf(courses);
		notes = List.copyOf(notes);
	}

	/**
	 * Return the report before the first scan.
	 * @param interval the time between two scans
	 * @return the report
	 */
	public static Report none(Duration interval) {
		return new Report(Status.WARMING_UP, null, 0, interval, Duration.ZERO, Duration.ZERO, List.of(), List.of(), 0,
				Map.of(), Map.of(), List.of(), Map.of(), List.of());
	}

	/**
	 * Return a finding.
	 * @param id its id
	 * @return the finding, if there is one
	 */
	public Optional<Finding> finding(String id) {
		return this.findings.stream().filter((finding) -> finding.id().equals(id)).findFirst();
	}

}
