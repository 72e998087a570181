package io.leakguard.autoconfigure.metrics;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardProperties;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.finding.PopulationReading;
import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import io.leakguard.tracking.Tracker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;

/**
 * The meters in one registry.
 */
final class RegistryMeters {

	/** The population whose count is what a collection leaves alive. */
	private static final String LIVE_HEAP = "jvm.heap.live";

	private final MeterRegistry registry;

	private final LeakGuard leakGuard;

	private final int maxPopulations;

	private final int maxTrackers;

	private final GaugeSeries findings;

	private final GaugeSeries populations;

	private final GaugeSeries liveHeap;

	private final GaugeSeries exhaustion;

	private final Timer scans;

	private final FunctionCounter probeFailures;

	private final Set<Meter> detected = ConcurrentHashMap.newKeySet();

	private final Map<Tracker, List<Meter>> trackers = new HashMap<>();

	private Set<String> shown = Set.of();

	private boolean removed;

	RegistryMeters(MeterRegistry registry, LeakGuard leakGuard, LeakGuardProperties.Metrics properties) {
		this.registry = registry;
		this.leakGuard = leakGuard;
		this.maxPopulations = properties.maxPopulations();
		this.maxTrackers = properties.maxTrackers();
		this.findings = new GaugeSeries(MultiGauge.builder("leakguard.findings")
			.description("Leaks that stand in the report and are not acknowledged")
			.baseUnit("findings")
			.register(registry));
		this.populations = new GaugeSeries(MultiGauge.builder("leakguard.population")
			.description("Members of a population that must stay bounded")
			.register(registry));
		this.liveHeap = new GaugeSeries(MultiGauge.builder("leakguard.heap.live")
			.description("Bytes that the last collection that matters has left alive")
			.baseUnit(BaseUnits.BYTES)
			.register(registry));
		this.exhaustion = new GaugeSeries(MultiGauge.builder("leakguard.exhaustion.seconds")
			.description("Time until a growing population reaches its limit at its present rate")
			.baseUnit("seconds")
			.register(registry));
		this.scans = Timer.builder("leakguard.scan").description("Duration of a scan").register(registry);
		this.probeFailures = FunctionCounter
			.builder("leakguard.probe.failures", leakGuard, (guard) -> guard.engine().probeFailures())
			.description("Failures of probes")
			.register(registry);
	}

	synchronized void scanned(Report report) {
		if (!this.removed) {
			this.scans.record(report.scanDuration());
			update(report);
		}
	}

	synchronized void update(Report report) {
		this.findings.update(findings(report));
		this.populations.update(populations(report));
		this.liveHeap.update(liveHeap(report));
		this.exhaustion.update(exhaustion(report));
		updateTrackers(this.leakGuard.tracking().trackers());
	}

	synchronized void changed(StageChange change) {
		if (!this.removed && change.finding().stage() != Stage.RESOLVED) {
			Counter counter = Counter.builder("leakguard.findings.detected")
				.description("Leaks that were suspected or confirmed")
				.tag("kind", change.finding().kind().name())
				.tag("stage", change.finding().stage().name())
				.register(this.registry);
			this.detected.add(counter);
			counter.increment();
		}
	}

	private static Map<Tags, Long> findings(Report report) {
		return report.findings()
			.stream()
			.filter((finding) -> !finding.acknowledged())
			.collect(Collectors.groupingBy((finding) -> Tags.of("kind", finding.kind().name(), "stage",
					finding.stage().name(), "severity", finding.severity().name()), Collectors.counting()));
	}

	private Map<Tags, Long> populations(Report report) {
		Set<String> suspected = report.findings()
			.stream()
			.filter(Finding::isOpen)
			.map(Finding::population)
			.collect(Collectors.toSet());
		// what has a series keeps it as long as it can: a graph with gaps tells nothing
		List<PopulationReading> chosen = report.populations()
			.stream()
			.sorted(Comparator.comparing((PopulationReading reading) -> !suspected.contains(reading.name()))
				.thenComparing((reading) -> !this.shown.contains(reading.name())))
			.limit(this.maxPopulations)
			.toList();
		this.shown = chosen.stream().map(PopulationReading::name).collect(Collectors.toSet());
		Map<Tags, Long> counts = new LinkedHashMap<>();
		chosen.forEach((reading) -> counts.put(Tags.of("population", reading.name(), "unit", reading.unit().label()),
				reading.count()));
		return counts;
	}

	private static Map<Tags, Long> liveHeap(Report report) {
		return report.populations()
			.stream()
			.filter((reading) -> reading.name().equals(LIVE_HEAP))
			.collect(Collectors.toMap((reading) -> Tags.empty(), PopulationReading::count, Math::max));
	}

	private static Map<Tags, Long> exhaustion(Report report) {
		Map<Tags, Long> soonest = new HashMap<>();
		for (Finding finding : report.findings()) {
			Duration left = finding.exhaustedIn();
			if (finding.isOpen() && left != null) {
				soonest.merge(Tags.of("population", finding.population()), left.toSeconds(), Math::min);
			}
		}
		return soonest;
	}

	private void updateTrackers(List<Tracker> present) {
		this.trackers.entrySet().removeIf((entry) -> {
			boolean gone = !present.contains(entry.getKey());
			if (gone) {
				entry.getValue().forEach(this.registry::remove);
			}
			return gone;
		});
		for (Tracker tracker : present) {
			if (this.trackers.size() >= this.maxTrackers) {
				return;
			}
			this.trackers.computeIfAbsent(tracker, this::bind);
		}
	}

	private List<Meter> bind(Tracker tracker) {
		return List.of(count("leakguard.opened", "Things that have begun", tracker, Tracker::totalOpened),
				count("leakguard.closed", "Things that have ended", tracker, Tracker::totalClosed),
				count("leakguard.collected.unclosed", "Things that were collected without having ended", tracker,
						Tracker::totalCollectedWhileOpen));
	}

	private Meter count(String name, String description, Tracker tracker, ToDoubleFunction<Tracker> count) {
		return FunctionCounter.builder(name, tracker, count)
			.description(description)
			.tag("tracker", tracker.name())
			.register(this.registry);
	}

	synchronized void remove() {
		this.removed = true;
		List.of(this.findings, this.populations, this.liveHeap, this.exhaustion)
			.forEach((series) -> series.update(Map.of()));
		updateTrackers(List.of());
		this.registry.remove(this.scans);
		this.registry.remove(this.probeFailures);
		this.detected.forEach(this.registry::remove);
		this.detected.clear();
	}

}
