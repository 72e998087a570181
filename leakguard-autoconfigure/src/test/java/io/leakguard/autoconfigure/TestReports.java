package io.leakguard.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.leakguard.LeakGuard;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Trend;
import io.leakguard.evidence.Artifact;
import io.leakguard.evidence.ArtifactSummary;
import io.leakguard.evidence.Capture;
import io.leakguard.evidence.EvidenceDesk;
import io.leakguard.finding.Course;
import io.leakguard.finding.Finding;
import io.leakguard.finding.PopulationReading;
import io.leakguard.finding.ProbeTime;
import io.leakguard.finding.Report;
import io.leakguard.finding.Status;
import io.leakguard.finding.TimelineEntry;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.LeftOut;
import io.leakguard.population.Origin;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.mockito.Mockito;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.BDDMockito.given;

/**
 * Reports and findings for tests of the views.
 */
public final class TestReports {

	public static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");

	private TestReports() {
	}

	public static Finding finding(String id, Kind kind, Stage stage, Severity severity) {
		return finding(id, kind, stage, severity, false);
	}

	public static Finding finding(String id, Kind kind, Stage stage, Severity severity, boolean acknowledged) {
		Instant confirmedAt = (stage != Stage.SUSPECTED) ? NOW.minusSeconds(60) : null;
		Instant resolvedAt = (stage == Stage.RESOLVED) ? NOW : null;
		return new Finding(id, kind, stage, severity, "spring.applicationListeners", "com.acme.OrderService$$Lambda",
				Unit.OBJECTS,
				new Culprit("com.acme.OrderService$$Lambda", "com.acme.OrderService.onRequest(OrderService.java:42)"),
				"Router.clients", 812, 12, 3200.04, 812, 0, NOW.minusSeconds(1000), NOW.minusSeconds(900), confirmedAt,
				resolvedAt, 10_000L, Duration.ofHours(3), "grew in every window of the last 17 min",
				"remove the listener when its owner ends", Set.of(Sign.OLDEST_NEVER_LEAVE),
				List.of("jvm.heap.live grows"),
				List.of(new TimelineEntry(NOW.minusSeconds(900), Stage.SUSPECTED, "grew"),
						new TimelineEntry(NOW, stage, (stage == Stage.RESOLVED) ? "levelled off at 812" : "grew")),
				List.of(new Origin("com.acme.OrderService$$Lambda", "com.acme.OrderService.onRequest",
						List.of("com.acme.OrderService.onRequest(OrderService.java:42)"), "exec-1", NOW, null, 812)),
				acknowledged);
	}

	public static Report report(Status status, Finding... findings) {
		return report(status, List.of(findings),
				List.of(population("jvm.threads", 31), population("jvm.heap.live", 4096)));
	}

	public static Report report(Status status, List<Finding> findings, List<PopulationReading> populations) {
		return new Report(status, NOW, 240, Duration.ofSeconds(15), Duration.ofMillis(4), Duration.ofMillis(3),
				findings, populations, populations.size(), Map.of("broken", "IllegalStateException: no"),
				Map.of("jvm.virtualThreads", "needs Java 21"),
				List.of(new ProbeTime("beans.holding", Duration.ofNanos(1_500_000), Duration.ofMillis(9))),
				Map.of("7c1f0a9e", new Course(NOW.minusSeconds(60), NOW, List.of(12.0, 400.0, 812.0))),
				List.of("7 of 2007 populations and groups have no history"));
	}

	public static PopulationReading population(String name, long count) {
		return new PopulationReading(name, Unit.OBJECTS, count, count, null, null, null, Trend.STEADY, LeftOut.NOTHING);
	}

	public static ArtifactSummary summary(Artifact artifact) {
		return new ArtifactSummary(artifact.name(), artifact.mediaType(), artifact.content().length, artifact.at());
	}

	/**
	 * Return a LeakGuard whose last report is given.
	 */
	public static LeakGuard leakGuard(Report report, Artifact... artifacts) {
		LeakGuard leakGuard = Mockito.mock(LeakGuard.class, Mockito.RETURNS_DEEP_STUBS);
		given(leakGuard.report()).willReturn(report);
		given(leakGuard.isRunning()).willReturn(true);
		given(leakGuard.requestScan()).willReturn(CompletableFuture.completedFuture(report));
		EvidenceDesk desk = leakGuard.evidenceDesk();
		given(desk.collectors()).willReturn(List.of("thread-pile"));
		given(desk.longestDuration(any())).willReturn(Duration.ZERO);
		given(desk.pending()).willReturn(Map.of());
		Capture running = new Capture("thread-pile", Capture.State.RUNNING, null, NOW);
		given(desk.request(any(), anyCollection(), any())).willReturn(List.of(running));
		for (Finding finding : report.findings()) {
			given(desk.captures(finding.id())).willReturn(List.of(running));
			given(leakGuard.evidence(finding.id())).willReturn(Stream.of(artifacts).map(TestReports::summary).toList());
			given(leakGuard.acknowledge(finding.id())).willReturn(true);
			for (Artifact artifact : artifacts) {
				given(leakGuard.evidence(finding.id(), artifact.name())).willReturn(Optional.of(artifact));
			}
		}
		return leakGuard;
	}

}
