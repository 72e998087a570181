package io.leakguard.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardProperties;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.finding.Report;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * {@link HealthIndicator} of the last report. It scans nothing and never throws: that
 * LeakGuard cannot tell is no reason to restart an application.
 */
public class LeaksHealthIndicator implements HealthIndicator {

	/**
	 * At least one leak is confirmed, and no operator wants the application down for it.
	 */
	public static final Status LEAKING = new Status("LEAKING");

	private final LeakGuard leakGuard;

	private final LeakGuardProperties.Health properties;

	/**
	 * Create an indicator.
	 * @param leakGuard knows what leaks
	 * @param properties the severities at which the application is down
	 */
	public LeaksHealthIndicator(LeakGuard leakGuard, LeakGuardProperties.Health properties) {
		this.leakGuard = leakGuard;
		this.properties = properties;
	}

	@Override
	public Health health() {
		try {
			return health(this.leakGuard.report());
		}
		catch (RuntimeException ex) {
			return Health.unknown().withException(ex).build();
		}
	}

	private Health health(Report report) {
		List<Finding> open = report.findings().stream().filter(Finding::isOpen).toList();
		Health.Builder health = Health.status(status(report, open)).withDetail("state", report.status());
		if (report.scannedAt() != null) {
			health.withDetail("scannedAt", report.scannedAt());
		}
		if (!this.leakGuard.isRunning()) {
			health.withDetail("scanning", false);
		}
		if (!open.isEmpty()) {
			health.withDetail("open", open.size());
			health.withDetail("findings",
					open.stream().limit(this.properties.maxFindings()).map(LeaksHealthIndicator::describe).toList());
		}
		return health.build();
	}

	private Status status(Report report, List<Finding> open) {
		if (isReached(this.properties.downAt(), open)) {
			return Status.DOWN;
		}
		if (isReached(this.properties.outOfServiceAt(), open)) {
			return Status.OUT_OF_SERVICE;
		}
		return (report.status() == io.leakguard.finding.Status.LEAKING) ? LEAKING : Status.UP;
	}

	private boolean isReached(@Nullable Severity severity, List<Finding> open) {
		return severity != null && open.stream()
			.anyMatch((finding) -> finding.severity().compareTo(severity) >= 0
					&& (finding.isConfirmed() || this.properties.stage() == Stage.SUSPECTED));
	}

	private static Map<String, Object> describe(Finding finding) {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("id", finding.id());
		description.put("kind", finding.kind());
		description.put("stage", finding.stage());
		description.put("severity", finding.severity());
		description.put("population", finding.population());
		if (finding.culprit().type() != null) {
			description.put("type", finding.culprit().type());
		}
		if (finding.culprit().site() != null) {
			description.put("site", finding.culprit().site());
		}
		description.put("count", finding.count());
		if (finding.exhaustedIn() != null) {
			description.put("exhaustedIn", finding.exhaustedIn());
		}
		description.put("reason", finding.reason());
		return description;
	}

}
