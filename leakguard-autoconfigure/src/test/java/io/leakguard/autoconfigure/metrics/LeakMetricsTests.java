package io.leakguard.autoconfigure.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardProperties;
import io.leakguard.autoconfigure.TestReports;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.finding.PopulationReading;
import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import io.leakguard.finding.Status;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracker;
import io.leakguard.tracking.Tracking;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

class LeakMetricsTests {

	private final Finding leak = TestReports.finding("1", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED, Severity.MAJOR);

	private final Report clean = TestReports.report(Status.CLEAN);

	private final Report leaking = TestReports.report(Status.LEAKING, this.leak);

	private final LeakGuard leakGuard = TestReports.leakGuard(this.clean);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void findingsAreCountedByKindStageAndSeverityAndLeaveWithTheirSubject() {
		LeakMetrics metrics = bind(50);
		metrics.scanned(this.leaking);
		assertThat(this.registry.get("leakguard.findings")
			.tags("kind", "LISTENER_NOT_REMOVED", "stage", "CONFIRMED", "severity", "MAJOR")
			.gauge()
			.value()).isEqualTo(1);
		assertThat(this.registry.get("leakguard.exhaustion.seconds")
			.tags("population", "spring.applicationListeners")
			.gauge()
			.value()).isEqualTo(3 * 3600);
		metrics.scanned(this.clean);
		assertThat(this.registry.find("leakguard.findings").gauges()).isEmpty();
		assertThat(this.registry.find("leakguard.exhaustion.seconds").gauges()).isEmpty();
	}

	@Test
	void aFindingThatIsPutAsideIsNotCounted() {
		LeakMetrics metrics = bind(50);
		metrics.scanned(TestReports.report(Status.CLEAN,
				TestReports.finding("1", Kind.QUEUE_GROWS, Stage.CONFIRMED, Severity.MAJOR, true)));
		assertThat(this.registry.find("leakguard.findings").gauges()).isEmpty();
	}

	@Test
	void eachDetectionIsCounted() {
		LeakMetrics metrics = bind(50);
		metrics.changed(new StageChange(this.leak, Stage.SUSPECTED));
		metrics.changed(new StageChange(this.leak, Stage.SUSPECTED));
		metrics.changed(new StageChange(
				TestReports.finding("1", Kind.LISTENER_NOT_REMOVED, Stage.RESOLVED, Severity.MAJOR), Stage.CONFIRMED));
		assertThat(this.registry.get("leakguard.findings.detected")
			.tags("kind", "LISTENER_NOT_REMOVED", "stage", "CONFIRMED")
			.counter()
			.count()).isEqualTo(2);
		assertThat(this.registry.find("leakguard.findings.detected").counters()).hasSize(1);
	}

	@Test
	void theNumberOfPopulationsIsBoundedAndASeriesIsKept() {
		LeakMetrics metrics = bind(10);
		metrics.scanned(TestReports.report(Status.CLEAN, List.of(), populations(0, 100)));
		List<String> first = shown();
		assertThat(first).hasSize(10);
		metrics.scanned(TestReports.report(Status.CLEAN, List.of(), reversed(populations(0, 100))));
		assertThat(shown()).containsExactlyInAnyOrderElementsOf(first);
	}

	@Test
	void aScrapeBetweenTwoScansMissesNothing() {
		LeakMetrics metrics = bind(10);
		metrics.scanned(TestReports.report(Status.LEAKING, List.of(this.leak),
				List.of(TestReports.population("jvm.threads", 31), TestReports.population("jvm.heap.live", 4096))));
		List<Meter> removed = new ArrayList<>();
		this.registry.config().onMeterRemoved(removed::add);
		metrics.scanned(TestReports.report(Status.LEAKING, List.of(this.leak),
				List.of(TestReports.population("jvm.threads", 35), TestReports.population("jvm.heap.live", 8192))));
		assertThat(removed).isEmpty();
		assertThat(this.registry.get("leakguard.population").tag("population", "jvm.threads").gauge().value())
			.isEqualTo(35);
		assertThat(this.registry.get("leakguard.heap.live").gauge().value()).isEqualTo(8192);
	}

	@Test
	void aSeriesThatAFilterMakesOfSeveralTellsWhatThereIsNow() {
		this.registry.config().meterFilter(MeterFilter.ignoreTags("severity", "stage"));
		LeakMetrics metrics = bind(10);
		Finding suspected = TestReports.finding("1", Kind.LISTENER_NOT_REMOVED, Stage.SUSPECTED, Severity.MINOR);
		Finding other = TestReports.finding("2", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED, Severity.MAJOR);
		metrics.scanned(TestReports.report(Status.SUSPECT, suspected));
		metrics.scanned(TestReports.report(Status.LEAKING, this.leak, other));
		assertThat(this.registry.get("leakguard.findings").gauge().value()).isEqualTo(2);
		metrics.scanned(this.leaking);
		assertThat(this.registry.get("leakguard.findings").gauge().value()).isEqualTo(1);
		metrics.scanned(this.clean);
		assertThat(this.registry.find("leakguard.findings").gauges()).isEmpty();
	}

	@Test
	void aGaugeHasItsValueFromTheBeginning() {
		List<Double> values = new ArrayList<>();
		this.registry.config().onMeterAdded((meter) -> {
			if (meter instanceof Gauge gauge && meter.getId().getName().equals("leakguard.exhaustion.seconds")) {
				values.add(gauge.value());
			}
		});
		bind(10).scanned(this.leaking);
		assertThat(values).containsExactly(3.0 * 3600);
	}

	@Test
	void aSuspectedPopulationHasASeriesWhateverElseThereIs() {
		LeakMetrics metrics = bind(10);
		metrics.scanned(TestReports.report(Status.CLEAN, List.of(), populations(0, 100)));
		List<PopulationReading> populations = new ArrayList<>(populations(0, 100));
		populations.add(TestReports.population("spring.applicationListeners", 812));
		metrics.scanned(TestReports.report(Status.LEAKING, List.of(this.leak), populations));
		assertThat(shown()).hasSize(10).contains("spring.applicationListeners");
	}

	@Test
	void liveHeapScansAndFailuresAreMeasured() {
		given(this.leakGuard.engine().probeFailures()).willReturn(3L);
		LeakMetrics metrics = bind(50);
		metrics.scanned(this.clean);
		assertThat(this.registry.get("leakguard.heap.live").gauge().value()).isEqualTo(4096);
		assertThat(this.registry.get("leakguard.scan").timer().count()).isEqualTo(1);
		assertThat(this.registry.get("leakguard.probe.failures").functionCounter().count()).isEqualTo(3);
	}

	@Test
	void trackersAreCountedAndLeave() {
		Tracking tracking = new Tracking();
		given(this.leakGuard.tracking()).willReturn(tracking);
		LeakMetrics metrics = bind(50);
		Tracker tracker = tracking.tracker("acme.subscriptions", Kind.SUBSCRIPTION_NOT_CANCELLED, Unit.OBJECTS);
		tracker.opened(this).close();
		Handle open = tracker.opened(this);
		metrics.scanned(this.clean);
		assertThat(counted("leakguard.opened")).isEqualTo(2);
		assertThat(counted("leakguard.closed")).isEqualTo(1);
		assertThat(counted("leakguard.collected.unclosed")).isZero();
		open.close();
		assertThat(counted("leakguard.closed")).isEqualTo(2);
		tracking.close();
		metrics.scanned(this.clean);
		assertThat(this.registry.find("leakguard.opened").functionCounters()).isEmpty();
	}

	@Test
	void theNumberOfTrackersIsBounded() {
		Tracking tracking = new Tracking();
		given(this.leakGuard.tracking()).willReturn(tracking);
		IntStream.range(0, 100)
			.forEach((i) -> tracking.tracker("tracker" + i, Kind.SUBSCRIPTION_NOT_CANCELLED, Unit.OBJECTS));
		bind(50);
		assertThat(this.registry.find("leakguard.opened").functionCounters()).hasSize(50);
		tracking.close();
	}

	private double counted(String meter) {
		return this.registry.get(meter).tag("tracker", "acme.subscriptions").functionCounter().count();
	}

	@Test
	void everyMeterLeavesWhenItIsClosed() {
		LeakMetrics metrics = bind(50);
		metrics.changed(new StageChange(this.leak, null));
		metrics.scanned(this.leaking);
		assertThat(this.registry.getMeters()).isNotEmpty();
		metrics.close();
		assertThat(this.registry.getMeters()).isEmpty();
		metrics.changed(new StageChange(this.leak, null));
		metrics.scanned(this.leaking);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void everyMeterHasADescription() {
		LeakMetrics metrics = bind(50);
		metrics.changed(new StageChange(this.leak, null));
		metrics.scanned(this.leaking);
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.allSatisfy((id) -> assertThat(id.getDescription()).isNotBlank());
	}

	@Test
	void prometheusCanReadThem() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		LeakMetrics metrics = new LeakMetrics(this.leakGuard, new LeakGuardProperties.Metrics(true, 50, 50));
		metrics.bindTo(prometheus);
		metrics.changed(new StageChange(this.leak, null));
		metrics.scanned(this.leaking);
		assertThat(prometheus.scrape()).contains(
				"leakguard_findings{kind=\"LISTENER_NOT_REMOVED\",severity=\"MAJOR\",stage=\"CONFIRMED\"} 1.0",
				"leakguard_findings_detected_total{kind=\"LISTENER_NOT_REMOVED\",stage=\"CONFIRMED\"} 1.0",
				"leakguard_population{population=\"jvm.threads\",unit=\"objects\"} 31.0",
				"leakguard_heap_live_bytes 4096.0",
				"leakguard_exhaustion_seconds{population=\"spring.applicationListeners\"} 10800.0",
				"leakguard_scan_seconds_count 1", "leakguard_probe_failures_total 0.0");
		metrics.close();
		assertThat(prometheus.scrape()).doesNotContain("leakguard");
	}

	private LeakMetrics bind(int maxPopulations) {
		LeakMetrics metrics = new LeakMetrics(this.leakGuard,
				new LeakGuardProperties.Metrics(true, maxPopulations, 50));
		metrics.bindTo(this.registry);
		return metrics;
	}

	private List<String> shown() {
		return this.registry.find("leakguard.population")
			.gauges()
			.stream()
			.map((gauge) -> gauge.getId().getTag("population"))
			.toList();
	}

	private static List<PopulationReading> populations(int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> TestReports.population("population" + i, i)).toList();
	}

	private static List<PopulationReading> reversed(List<PopulationReading> populations) {
		List<PopulationReading> reversed = new ArrayList<>(populations);
		Collections.reverse(reversed);
		return reversed;
	}

}
