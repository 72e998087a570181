package io.leakguard.autoconfigure.health;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardProperties;
import io.leakguard.autoconfigure.TestReports;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.finding.Report;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class LeaksHealthIndicatorTests {

	@Test
	void isUpWhenNothingLeaks() {
		Health health = health(TestReports.report(io.leakguard.finding.Status.CLEAN), null, null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("state", io.leakguard.finding.Status.CLEAN)
			.doesNotContainKey("findings");
	}

	@Test
	void isUpWithDetailsWhenSomethingIsSuspected() {
		Health health = health(
				TestReports.report(io.leakguard.finding.Status.SUSPECT, finding("1", Stage.SUSPECTED, Severity.MAJOR)),
				null, null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(findings(health)).singleElement()
			.satisfies((details) -> assertThat(details).containsEntry("id", "1")
				.containsEntry("kind", Kind.LISTENER_NOT_REMOVED)
				.containsEntry("site", "com.acme.OrderService.onRequest(OrderService.java:42)")
				.containsEntry("count", 812L));
	}

	@Test
	void isLeakingOnceALeakIsConfirmed() {
		Health health = health(leaking(finding("1", Stage.CONFIRMED, Severity.CRITICAL)), null, null);
		assertThat(health.getStatus()).isEqualTo(new Status("LEAKING"));
	}

	@Test
	void isDownOnlyFromTheSeverityThatTheOperatorSet() {
		Report major = leaking(finding("1", Stage.CONFIRMED, Severity.MAJOR));
		Report critical = leaking(finding("1", Stage.CONFIRMED, Severity.CRITICAL));
		assertThat(health(major, Severity.CRITICAL, null).getStatus()).isEqualTo(LeaksHealthIndicator.LEAKING);
		assertThat(health(critical, Severity.CRITICAL, null).getStatus()).isEqualTo(Status.DOWN);
		assertThat(health(major, Severity.CRITICAL, Severity.MAJOR).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health(critical, Severity.CRITICAL, Severity.MAJOR).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void aSuspicionCountsOnlyWhereTheOperatorSaysSo() {
		Report report = TestReports.report(io.leakguard.finding.Status.SUSPECT,
				finding("1", Stage.SUSPECTED, Severity.CRITICAL));
		assertThat(health(report, Severity.CRITICAL, null).getStatus()).isEqualTo(Status.UP);
		assertThat(
				health(report, new LeakGuardProperties.Health(Severity.CRITICAL, null, Stage.SUSPECTED, 5)).getStatus())
			.isEqualTo(Status.DOWN);
	}

	@Test
	void whatIsResolvedOrAcknowledgedDoesNotCount() {
		Report report = TestReports.report(io.leakguard.finding.Status.CLEAN,
				finding("1", Stage.RESOLVED, Severity.CRITICAL),
				TestReports.finding("2", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED, Severity.CRITICAL, true));
		Health health = health(report, Severity.MINOR, null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).doesNotContainKey("findings");
	}

	@Test
	void showsTheFirstFindingsOnlyAndSaysHowManyThereAre() {
		Finding[] findings = IntStream.range(0, 9)
			.mapToObj((i) -> finding("" + i, Stage.CONFIRMED, Severity.MAJOR))
			.toArray(Finding[]::new);
		Health health = health(leaking(findings), null, null);
		assertThat(findings(health)).extracting((details) -> details.get("id"))
			.containsExactly("0", "1", "2", "3", "4");
		assertThat(health.getDetails()).containsEntry("open", 9);
	}

	@Test
	void neverThrowsAndIsNotDownByItself() {
		LeakGuard leakGuard = mock(LeakGuard.class);
		given(leakGuard.report()).willThrow(new IllegalStateException("broken"));
		LeaksHealthIndicator indicator = new LeaksHealthIndicator(leakGuard,
				new LeakGuardProperties.Health(Severity.MINOR, null, Stage.SUSPECTED, 5));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UNKNOWN);
	}

	private static Finding finding(String id, Stage stage, Severity severity) {
		return TestReports.finding(id, Kind.LISTENER_NOT_REMOVED, stage, severity);
	}

	private static Report leaking(Finding... findings) {
		return TestReports.report(io.leakguard.finding.Status.LEAKING, findings);
	}

	private static Health health(Report report, @Nullable Severity downAt, @Nullable Severity outOfServiceAt) {
		return health(report, new LeakGuardProperties.Health(downAt, outOfServiceAt, Stage.CONFIRMED, 5));
	}

	private static Health health(Report report, LeakGuardProperties.Health properties) {
		return new LeaksHealthIndicator(TestReports.leakGuard(report), properties).health();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> findings(Health health) {
		return (List<Map<String, Object>>) health.getDetails().get("findings");
	}

}
