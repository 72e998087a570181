package io.leakguard.autoconfigure.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.leakguard.detection.Trend;
import io.leakguard.finding.PopulationReading;
import io.leakguard.finding.ProbeTime;
import io.leakguard.finding.Report;
import io.leakguard.finding.Status;
import io.leakguard.population.LeftOut;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of the last report.
 *
 * @param status the state at a glance
 * @param scannedAt when the scan ended, {@code null} before the first
 * @param scans how many scans there have been
 * @param interval the time between two scans
 * @param scanDuration how long the scan took
 * @param medianScanDuration the median of the last scans
 * @param findings the findings, the most urgent first
 * @param populations the populations, those of interest first
 * @param populationsTotal how many populations were counted
 * @param probes the probes that cannot tell, and those that take longest
 * @param notes what could not be judged because the settings leave no room for it
 * @param evidence what captures evidence
 */
@JsonPropertyOrder({ "status", "scannedAt", "scans", "interval", "scanDuration", "medianScanDuration", "findings",
		"populations", "populationsTotal", "probes", "notes", "evidence" })
public record LeaksDescriptor(Status status, @Nullable Instant scannedAt, long scans, Duration interval,
		Duration scanDuration, Duration medianScanDuration, List<FindingDescriptor> findings,
		List<PopulationDescriptor> populations, int populationsTotal, ProbesDescriptor probes, List<String> notes,
		EvidenceDeskDescriptor evidence) implements OperationResponseBody {

	static LeaksDescriptor of(Report report, List<FindingDescriptor> findings, EvidenceDeskDescriptor evidence) {
		return new LeaksDescriptor(report.status(), report.scannedAt(), report.scans(), report.interval(),
				report.scanDuration(), report.medianScanDuration(), findings,
				report.populations().stream().map(PopulationDescriptor::of).toList(), report.populationsTotal(),
				ProbesDescriptor.of(report), report.notes(), evidence);
	}

	/**
	 * Description of a population.
	 *
	 * @param name the name
	 * @param unit what is counted
	 * @param count how many there are
	 * @param baseline how many there were when the application had settled
	 * @param bound the declared bound, if there is one
	 * @param limit the count at which the process fails, if there is one
	 * @param holder the path that holds it, if known
	 * @param trend which way it goes
	 * @param leftOut what of it is not judged for itself, because there are too many
	 * groups; {@code null} if nothing is
	 */
	@JsonPropertyOrder({ "name", "unit", "count", "baseline", "bound", "limit", "holder", "trend", "leftOut" })
	public record PopulationDescriptor(String name, String unit, long count, long baseline, @Nullable Long bound,
			@Nullable Long limit, @Nullable String holder, Trend trend, @Nullable LeftOutDescriptor leftOut) {

		static PopulationDescriptor of(PopulationReading reading) {
			return new PopulationDescriptor(reading.name(), reading.unit().label(), reading.count(), reading.baseline(),
					reading.bound(), reading.limit(), reading.holder(), reading.trend(),
					LeftOutDescriptor.of(reading.leftOut()));
		}

	}

	/**
	 * Description of what of a population is not judged for itself.
	 *
	 * @param groups how many groups are not judged, the smallest ones
	 * @param members how many members these have
	 * @param together how many members of further groups are counted as one group
	 */
	@JsonPropertyOrder({ "groups", "members", "together" })
	public record LeftOutDescriptor(int groups, long members, long together) {

		static @Nullable LeftOutDescriptor of(LeftOut leftOut) {
			return leftOut.isNothing() ? null
					: new LeftOutDescriptor(leftOut.groups(), leftOut.members(), leftOut.together());
		}

	}

	/**
	 * Description of the probes that cannot tell, and of those that take longest.
	 *
	 * @param failed the names of the probes that failed
	 * @param unavailable the names of the probes that cannot tell on this JVM or platform
	 * @param reasons why, by probe name
	 * @param slowest the probes that take longest, the slowest first
	 */
	@JsonPropertyOrder({ "failed", "unavailable", "reasons", "slowest" })
	public record ProbesDescriptor(List<String> failed, List<String> unavailable, Map<String, String> reasons,
			List<ProbeTime> slowest) {

		static ProbesDescriptor of(Report report) {
			Map<String, String> reasons = new TreeMap<>(report.unavailableProbes());
			reasons.putAll(report.failedProbes());
			return new ProbesDescriptor(List.copyOf(new TreeSet<>(report.failedProbes().keySet())),
					List.copyOf(new TreeSet<>(report.unavailableProbes().keySet())), reasons, report.slowestProbes());
		}

	}

}
