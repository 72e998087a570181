package io.leakguard.autoconfigure.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.endpoint.CapturesDescriptor.AlertsDescriptor;
import io.leakguard.autoconfigure.endpoint.CapturesDescriptor.PendingDescriptor;
import io.leakguard.evidence.EvidenceDesk;
import io.leakguard.finding.Finding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;

/**
 * Takes requests for evidence to the desk, which serves them one at a time.
 */
final class CaptureRequests {

	/**
	 * Findings that one request explains at most, the most urgent first: as many as the
	 * desk lets wait with four collectors each.
	 */
	private static final int MAX_FINDINGS = 8;

	private static final int MAX_NAMED = 20;

	private final LeakGuard leakGuard;

	CaptureRequests(LeakGuard leakGuard) {
		this.leakGuard = leakGuard;
	}

	/**
	 * Ask for evidence of one finding, or of all that are open.
	 * @param id the id of the finding, {@code null} for all that are open
	 * @param collectors names with commas between, {@code null} for those that have
	 * something to say of the finding
	 * @param duration over how long to capture, {@code null} for what is usual
	 * @param base the path of the endpoint, if there is one
	 */
	CapturesDescriptor request(@Nullable String id, @Nullable String collectors, @Nullable String duration,
			@Nullable String base) {
		return capture((id != null) ? List.of(find(id)) : open(), names("collectors", collectors), duration, null,
				base);
	}

	/**
	 * Ask for evidence of one finding.
	 * @param id the id of the finding
	 * @param evidence names of collectors with commas between, {@code null} for those
	 * that have something to say of the finding
	 * @param base the path of the endpoint, if there is one
	 */
	CapturesDescriptor request(String id, @Nullable String evidence, @Nullable String base) {
		return capture(List.of(find(id)), names("evidence", evidence), null, null, base);
	}

	/**
	 * Ask for evidence of the findings that alerts are about.
	 * @param alerts the alerts
	 * @param collectors names with commas between, {@code null} for those that have
	 * something to say of the finding
	 * @param duration over how long to capture, {@code null} for what is usual
	 * @param base the path of the endpoint, if there is one
	 */
	CapturesDescriptor request(List<Alert> alerts, @Nullable String collectors, @Nullable String duration,
			@Nullable String base) {
		List<Alert> firing = alerts.stream().filter(Alert::firing).toList();
		List<Finding> open = open();
		int unmatched = (int) firing.stream().filter((alert) -> open.stream().noneMatch(alert::isAbout)).count();
		List<Finding> meant = open.stream()
			.filter((finding) -> firing.stream().anyMatch((alert) -> alert.isAbout(finding)))
			.toList();
		return capture(meant, names("collectors", collectors), duration,
				new AlertsDescriptor(firing.size(), alerts.size() - firing.size(), unmatched), base);
	}

	private CapturesDescriptor capture(List<Finding> findings, Set<String> names, @Nullable String duration,
			@Nullable AlertsDescriptor alerts, @Nullable String base) {
		EvidenceDesk desk = this.leakGuard.evidenceDesk();
		Duration over = duration(duration, names);
		List<PendingDescriptor> captures = new ArrayList<>();
		findings.stream()
			.limit(MAX_FINDINGS)
			.forEach((finding) -> desk.request(finding, names, over)
				.forEach((capture) -> captures.add(PendingDescriptor.of(finding.id(), capture, base))));
		return new CapturesDescriptor(captures, Math.max(0, findings.size() - MAX_FINDINGS), alerts);
	}

	private List<Finding> open() {
		return this.leakGuard.report()
			.findings()
			.stream()
			.filter((finding) -> finding.isOpen() && !finding.acknowledged())
			.toList();
	}

	private Finding find(String id) {
		Optional<Finding> finding = this.leakGuard.report().finding(id);
		return finding.orElseThrow(() -> new InvalidRequestException("finding", id,
				this.leakGuard.report().findings().stream().limit(MAX_NAMED).map(Finding::id).toList().toString()));
	}

	private Set<String> names(String parameter, @Nullable String collectors) {
		Set<String> names = StringUtils
			.commaDelimitedListToSet(StringUtils.trimAllWhitespace((collectors != null) ? collectors : ""));
		List<String> known = this.leakGuard.evidenceDesk().collectors();
		for (String name : names) {
			if (!known.contains(name)) {
				throw new InvalidRequestException(parameter, name, known.toString());
			}
		}
		return names;
	}

	private @Nullable Duration duration(@Nullable String value, Set<String> names) {
		if (value == null) {
			return null;
		}
		EvidenceDesk desk = this.leakGuard.evidenceDesk();
		Duration longest = (names.isEmpty() ? desk.collectors() : names).stream()
			.map(desk::longestDuration)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
		if (longest.isZero()) {
			throw new InvalidRequestException("duration", value,
					"left out, because these collectors look at one moment");
		}
		Duration duration = parse(value);
		if (duration == null || duration.isNegative() || duration.isZero() || duration.compareTo(longest) > 0) {
			throw new InvalidRequestException("duration", value,
					"more than 0s and at most %ds, like 10s or PT10S".formatted(longest.toSeconds()));
		}
		return duration;
	}

	private static @Nullable Duration parse(String value) {
		try {
			return DurationStyle.detectAndParse(value);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return null;
		}
	}

}
