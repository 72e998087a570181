package com.acme.page;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

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
import io.leakguard.finding.Report;
import io.leakguard.finding.Status;
import io.leakguard.finding.TimelineEntry;
import io.leakguard.finding.Wording;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.LeftOut;
import io.leakguard.population.Origin;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;

/**
 * An application that leaks what it is told to.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
		"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
class LeakingApplication {

	@Bean
	Leaks leaks() {
		return new Leaks();
	}

	@Bean
	LeakGuard leakGuard(Leaks leaks) {
		LeakGuard leakGuard = Mockito.mock(LeakGuard.class, Mockito.RETURNS_DEEP_STUBS);
		given(leakGuard.isRunning()).willReturn(true);
		given(leakGuard.report()).willAnswer((call) -> leaks.report());
		given(leakGuard.requestScan()).willAnswer((call) -> {
			leaks.scan();
			return CompletableFuture.completedFuture(leaks.report());
		});
		given(leakGuard.acknowledge(anyString())).willAnswer((call) -> leaks.acknowledge(call.getArgument(0)));
		given(leakGuard.evidence(anyString()))
			.willAnswer((call) -> leaks.evidence(call.getArgument(0)).stream().map(Leaks::summary).toList());
		given(leakGuard.evidence(anyString(), anyString())).willAnswer((call) -> leaks.evidence(call.getArgument(0))
			.stream()
			.filter((artifact) -> artifact.name().equals(call.getArgument(1)))
			.findFirst());
		EvidenceDesk desk = leakGuard.evidenceDesk();
		given(desk.captures(anyString())).willAnswer((call) -> leaks.captures());
		given(desk.collectors()).willReturn(List.of("reference-chain", "allocations"));
		given(desk.longestDuration(anyString()))
			.willAnswer((call) -> call.getArgument(0).equals("allocations") ? Duration.ofSeconds(60) : Duration.ZERO);
		given(desk.pending()).willReturn(Map.of());
		given(desk.request(any(), anyCollection(), any())).willAnswer((call) -> leaks.capture());
		return leakGuard;
	}

	/** What leaks. */
	static class Leaks {

		static final String MARKUP = "<img src=x onerror=window.broken=1><script>window.broken=1</script>";

		private final List<Finding> findings = new ArrayList<>();

		private final Instant start = Instant.now().minus(Duration.ofMinutes(34));

		private int scans;

		private int captures;

		Leaks() {
			reset();
		}

		final synchronized void reset() {
			this.scans = 240;
			this.captures = 0;
			this.findings.clear();
			this.findings.add(listeners(812, 3200, Stage.CONFIRMED));
			this.findings.add(finding("5b90c2d1", Kind.EXECUTOR_NOT_SHUT_DOWN, Stage.CONFIRMED, Severity.MAJOR,
					"jvm.threads", Unit.THREADS, "com.acme.orders.ReportService",
					"com.acme.orders.ReportService.dailyReport(ReportService.java:88)", null, 164, 31, 420, 512L,
					Duration.ofMinutes(50), "164 threads were started at one place and none has ended"));
			this.findings.add(finding("0d41aa37", Kind.HEAP_GROWS, Stage.SUSPECTED, Severity.MINOR, "jvm.heap.live",
					Unit.BYTES, "com.acme.orders.OrderArchive$ArchivedDocument", null, "OrderArchive.documents",
					186_646_528, 52_428_800, 41_943_040, 536_870_912L, Duration.ofHours(8),
					"what survives collections grew over the last 17 min"));
			this.findings.add(finding("91fe0b22", Kind.NOT_CLOSED, Stage.RESOLVED, Severity.MINOR, "jdbc.streams",
					Unit.OBJECTS, "java.util.stream.Stream", "com.acme.orders.OrderExport.rows(OrderExport.java:51)",
					null, 3, 0, 0, null, null, "3 streams were collected without having been closed"));
		}

		final synchronized void hostile() {
			this.findings.clear();
			this.findings.add(finding("0bad0bad", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED, Severity.CRITICAL, MARKUP,
					Unit.OBJECTS, MARKUP, MARKUP, MARKUP, 812, 12, 3200, 1000L, Duration.ofMinutes(3), MARKUP));
		}

		final synchronized void grow() {
			this.scans++;
			this.findings.set(0, listeners(900, 3300, Stage.CONFIRMED));
			this.findings.add(0,
					finding("e1e1e1e1", Kind.QUEUE_GROWS, Stage.SUSPECTED, Severity.CRITICAL,
							"spring.taskExecutor.queue", Unit.TASKS, "com.acme.orders.InvoiceService", null, null, 4000,
							0, 90_000, 10_000L, Duration.ofMinutes(4), "grew in every window of the last 5 min"));
		}

		final synchronized void scan() {
			this.scans++;
		}

		final synchronized List<Capture> capture() {
			this.captures = 1;
			return List.of(new Capture("reference-chain", Capture.State.WAITING, null, this.start));
		}

		/**
		 * The first answer after a request says that it waits, the next what came of it.
		 */
		final synchronized List<Capture> captures() {
			if (this.captures == 0) {
				return List.of();
			}
			return (this.captures++ == 1)
					? List.of(new Capture("reference-chain", Capture.State.WAITING, null, this.start))
					: List.of(new Capture("reference-chain", Capture.State.REFUSED,
							"the last chain was captured less than PT10M ago", this.start));
		}

		final synchronized boolean acknowledge(String id) {
			this.findings.replaceAll((finding) -> finding.id().equals(id) ? acknowledged(finding) : finding);
			return this.findings.stream().anyMatch((finding) -> finding.id().equals(id));
		}

		final synchronized Report report() {
			Map<String, Course> courses = new HashMap<>();
			this.findings.forEach((finding) -> courses.put(finding.id(), course(finding)));
			boolean leaking = this.findings.stream().anyMatch((finding) -> finding.isOpen() && finding.isConfirmed());
			return new Report(leaking ? Status.LEAKING : Status.SUSPECT, Instant.now(), this.scans,
					Duration.ofSeconds(1), Duration.ofMillis(4), Duration.ofMillis(3), this.findings,
					List.of(new PopulationReading("jvm.threads", Unit.THREADS, 164, 31, null, 512L, null, Trend.GROWING,
							LeftOut.NOTHING),
							new PopulationReading("spring.cache.prices", Unit.ENTRIES, 500, 480, 500L, null, null,
									Trend.STEADY, new LeftOut(950, 1200, 0))),
					214, Map.of("broken", "IllegalStateException: no"), Map.of("jvm.virtualThreads", "needs Java 21"),
					List.of(), courses, List.of("the 50 largest of 1000 groups of 'spring.cache.prices' are judged"));
		}

		final List<Artifact> evidence(String id) {
			if (id.equals("91fe0b22")) {
				return List.of();
			}
			return List.of(
					artifact("reference-chain", "application/json", id.equals("0bad0bad") ? hostileChain() : CHAIN),
					artifact("reference-chain.svg", "image/svg+xml", SVG),
					artifact("thread-pile", "application/json", PILE),
					artifact("flame-graph.html", "text/html", "<p>flames</p><script>document.title = 3 + 4</script>"));
		}

		static ArtifactSummary summary(Artifact artifact) {
			return new ArtifactSummary(artifact.name(), artifact.mediaType(), artifact.content().length, artifact.at());
		}

		private Artifact artifact(String name, String type, String content) {
			return new Artifact(name, type, content.getBytes(StandardCharsets.UTF_8), this.start);
		}

		private static String hostileChain() {
			return CHAIN.replace("OrderService", MARKUP);
		}

		private Course course(Finding finding) {
			double from = finding.baseline();
			double to = finding.count();
			List<Double> values = DoubleStream.iterate(0, (i) -> i + 1)
				.limit(34)
				.map((i) -> from + (to - from) * Math.max(0, i - 5 + Math.sin(i) * 1.4) / 29)
				.boxed()
				.collect(Collectors.toCollection(ArrayList::new));
			values.set(values.size() - 1, to);
			return new Course(this.start, Instant.now(), values);
		}

		private Finding listeners(long count, double growth, Stage stage) {
			return finding("7c1f0a9e", Kind.LISTENER_NOT_REMOVED, stage, Severity.CRITICAL,
					"spring.applicationListeners", Unit.OBJECTS, "com.acme.orders.OrderService$$Lambda",
					"com.acme.orders.OrderService.onRequest(OrderService.java:42)", "EventBus.listeners", count, 12,
					growth, 1500L, Duration.ofMinutes(13),
					"grew in every window of the last 17 min, 812 added, none removed");
		}

		private Finding finding(String id, Kind kind, Stage stage, Severity severity, String population, Unit unit,
				String type, @Nullable String site, @Nullable String holder, long count, long baseline, double growth,
				@Nullable Long limit, @Nullable Duration exhaustedIn, String reason) {
			String remedy = new Wording().remedy(kind);
			Instant suspectedAt = this.start.plusSeconds(700);
			Instant resolvedAt = (stage == Stage.RESOLVED) ? suspectedAt.plusSeconds(600) : null;
			return new Finding(id, kind, stage, severity, population, type, unit, new Culprit(type, site), holder,
					count, baseline, growth, count, 0, this.start.plusSeconds(300), suspectedAt,
					(stage != Stage.SUSPECTED) ? suspectedAt.plusSeconds(195) : null, resolvedAt, limit, exhaustedIn,
					reason, remedy, Set.of(Sign.OLDEST_NEVER_LEAVE, Sign.STABLE_HOLDER),
					List.of("jvm.heap.live grows: " + type),
					List.of(new TimelineEntry(suspectedAt, Stage.SUSPECTED, reason),
							new TimelineEntry(suspectedAt.plusSeconds(195), stage, "its oldest members never leave")),
					List.of(new Origin(type, site,
							List.of("com.acme.orders.OrderService.onRequest(OrderService.java:42)",
									"com.acme.orders.OrderController.place(OrderController.java:31)",
									"jakarta.servlet.http.HttpServlet.service(HttpServlet.java:649)"),
							"http-nio-8080-exec-1", suspectedAt, null, count)),
					false);
		}

		private static Finding acknowledged(Finding one) {
			return new Finding(one.id(), one.kind(), one.stage(), one.severity(), one.population(), one.key(),
					one.unit(), one.culprit(), one.holder(), one.count(), one.baseline(), one.growthPerHour(),
					one.added(), one.ended(), one.since(), one.suspectedAt(), one.confirmedAt(), one.resolvedAt(),
					one.limit(), one.exhaustedIn(), one.reason(), one.remedy(), one.signs(), one.symptoms(),
					one.timeline(), one.origins(), true);
		}

		private static final String CHAIN = """
				{"samples": 42, "holder": "EventBus.listeners", "note": "42 of 57 live samples match the culprit",
				 "chain": [],
				 "tree": [{"reference": "EventBus.listeners", "meaning": "static field", "target": "java.util.ArrayList",
				   "samples": 42, "oldestSeconds": 1020, "youngestSeconds": 3, "holder": true, "captured": false,
				   "children": [{"reference": "elementData[ ]", "meaning": "array element",
				     "target": "com.acme.orders.OrderService$$Lambda", "samples": 42, "oldestSeconds": 1020,
				     "youngestSeconds": 3, "holder": false, "captured": false,
				     "children": [{"reference": "arg$1", "meaning": "captured variable",
				       "target": "com.acme.orders.OrderService", "samples": 40, "oldestSeconds": 1020,
				       "youngestSeconds": 3, "holder": false, "captured": true,
				       "children": [{"reference": "document", "meaning": "field", "target": "byte[]", "samples": 40,
				         "oldestSeconds": 1020, "youngestSeconds": 3, "holder": false, "captured": false}]},
				      {"reference": "arg$2", "meaning": "captured variable", "target": "com.acme.orders.Order",
				       "samples": 2, "oldestSeconds": 9, "youngestSeconds": 3, "holder": false, "captured": true}]}]}]}
				""";

		private static final String PILE = """
				{"threads": 195, "piles": [
				  {"count": 133, "waiting": 133, "pile": true,
				   "waitsFor": "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject",
				   "families": {"pool-#-thread-#": 133},
				   "stack": ["jdk.internal.misc.Unsafe.park(Unsafe.java:-2)",
				     "java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)"]},
				  {"count": 10, "waiting": 10, "pile": true, "waitsFor": null,
				   "families": {"http-nio-#-exec-#": 10}, "stack": []}]}
				""";

		private static final String SVG = """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 40" width="300" height="40" font-size="13">
				<script>window.broken = 1</script>
				<rect x="5" y="5" width="200" height="26" fill="#fde8e8" stroke="#b42318"/>
				<text x="15" y="22">EventBus.listeners</text></svg>
				""";

	}

}
