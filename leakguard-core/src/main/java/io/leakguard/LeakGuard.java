package io.leakguard;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.leakguard.detection.DetectionSettings;
import io.leakguard.detection.FactDetector;
import io.leakguard.detection.GrowthDetector;
import io.leakguard.detection.RiseDetector;
import io.leakguard.evidence.Artifact;
import io.leakguard.evidence.ArtifactSummary;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.evidence.EvidenceDesk;
import io.leakguard.evidence.EvidenceStore;
import io.leakguard.finding.Ledger;
import io.leakguard.finding.LedgerSettings;
import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import io.leakguard.finding.Wording;
import io.leakguard.population.Probe;
import io.leakguard.population.SteadyClock;
import io.leakguard.scan.ReportListener;
import io.leakguard.scan.ScanEngine;
import io.leakguard.scan.ScanSettings;
import io.leakguard.tracking.CollectionWatch;
import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracking;
import io.leakguard.tracking.TrackingSettings;

/**
 * LeakGuard in one object: its probes, its scan thread, its findings and what it knows
 * about them. Thread-safe. It can be stopped and started again; once closed it stays
 * closed.
 */
public final class LeakGuard implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(LeakGuard.class.getName());

	private final ScanEngine engine;

	private final EvidenceDesk evidence;

	private final Tracking tracking;

	private final Handle watchdog;

	private final OwnedProbes owned = new OwnedProbes();

	private LeakGuard(Builder builder) {
		GrowthDetector growthDetector = new GrowthDetector(builder.detection);
		this.evidence = new EvidenceDesk(builder.allCollectors(), builder.clock, builder.evidenceStore);
		this.tracking = new Tracking(builder.tracking, builder.clock, new CollectionWatch());
		List<Probe> probes = new ArrayList<>(builder.probes);
		probes.addAll(this.tracking.probes());
		List<ReportListener> listeners = new ArrayList<>(builder.listeners);
		listeners.add(new Internals(this.evidence, this.tracking));
		this.engine = new ScanEngine(builder.scan, builder.clock, probes, new FactDetector(), growthDetector,
				List.of(new RiseDetector(builder.detection)), new Ledger(builder.ledger, new Wording()), listeners);
		this.watchdog = this.tracking.watch().onTick(this.engine::checkOverdue);
		this.owned.add(builder.probes);
		builder.probeSources.forEach((name, source) -> this.engine.addProbes(name, () -> this.owned.add(source.get())));
	}

	/**
	 * Begin to build.
	 * @return a builder with the defaults and no probe
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Start scanning, also again after {@link #stop()}.
	 */
	public void start() {
		this.tracking.watch().start();
		this.engine.start();
	}

	/**
	 * Stop scanning. What is known stays known.
	 */
	public void stop() {
		this.engine.stop();
		this.tracking.watch().stop();
	}

	/**
	 * Return whether it scans.
	 * @return whether the scan thread runs
	 */
	public boolean isRunning() {
		return this.engine.isRunning();
	}

	/**
	 * Say that the application is ready: its warm-up may end.
	 */
	public void ready() {
		this.engine.ready();
	}

	/**
	 * Return the last report. Never waits.
	 * @return the report
	 */
	public Report report() {
		return this.engine.report();
	}

	/**
	 * Ask for a scan.
	 * @return the report of that scan, or at once the last one if it does not scan
	 */
	public CompletableFuture<Report> requestScan() {
		return this.engine.requestScan();
	}

	/**
	 * Put a finding aside until it is resolved or becomes more severe.
	 * @param id the finding
	 * @return whether there is such a finding
	 */
	public boolean acknowledge(String id) {
		return this.engine.acknowledge(id);
	}

	/**
	 * Return the engine, to add probes and listeners at run time.
	 * @return the engine
	 */
	public ScanEngine engine() {
		return this.engine;
	}

	/**
	 * Return what code that cooperates tells LeakGuard.
	 * @return the trackers, registries, guards and expectations
	 */
	public Tracking tracking() {
		return this.tracking;
	}

	/**
	 * Return what evidence there is for a finding, without its content.
	 * @param findingId the id of the finding
	 * @return what was captured, possibly nothing
	 */
	public List<ArtifactSummary> evidence(String findingId) {
		return this.evidence.list(findingId);
	}

	/**
	 * Return one piece of evidence.
	 * @param findingId the id of the finding
	 * @param name the name of the artifact
	 * @return the artifact, if there is one
	 */
	public Optional<Artifact> evidence(String findingId, String name) {
		return this.evidence.get(findingId, name);
	}

	/**
	 * Return the desk that captures evidence.
	 * @return the desk
	 */
	public EvidenceDesk evidenceDesk() {
		return this.evidence;
	}

	/**
	 * Stop scanning and let go of everything.
	 */
	@Override
	public void close() {
		stop();
		this.watchdog.close();
		this.tracking.close();
		this.evidence.close();
		this.owned.close();
	}

	/** Passes on what the parts of LeakGuard must know of each other. */
	private record Internals(EvidenceDesk desk, Tracking tracking) implements ReportListener {

		@Override
		public void settled() {
			this.tracking.settled();
		}

		@Override
		public void changed(StageChange change) {
			this.desk.changed(change);
		}

		@Override
		public void scanned(Report report) {
			this.desk.scanned(report);
		}

	}

	/**
	 * Builds a {@link LeakGuard}.
	 */
	public static final class Builder {

		private ScanSettings scan = ScanSettings.defaults();

		private DetectionSettings detection = DetectionSettings.defaults();

		private TrackingSettings tracking = TrackingSettings.DEFAULTS;

		private LedgerSettings ledger = LedgerSettings.defaults();

		private Clock clock = new SteadyClock();

		private final List<Probe> probes = new ArrayList<>();

		private final Map<String, Supplier<List<Probe>>> probeSources = new LinkedHashMap<>();

		private final List<ReportListener> listeners = new ArrayList<>();

		private final List<EvidenceCollector> collectors = new ArrayList<>();

		private final List<Supplier<List<EvidenceCollector>>> collectorSources = new ArrayList<>();

		private EvidenceStore evidenceStore = EvidenceStore.inMemory();

		private Builder() {
		}

		/**
		 * Set the numbers of the scan.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder scan(ScanSettings settings) {
			this.scan = settings;
			return this;
		}

		/**
		 * Set the numbers of the detectors.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder detection(DetectionSettings settings) {
			this.detection = settings;
			return this;
		}

		/**
		 * Set the numbers of the ledger.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder ledger(LedgerSettings settings) {
			this.ledger = settings;
			return this;
		}

		/**
		 * Set the numbers of the trackers.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder tracking(TrackingSettings settings) {
			this.tracking = settings;
			return this;
		}

		/**
		 * Set the clock.
		 * @param clock the clock
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Add a probe. One that is {@link AutoCloseable} is closed with LeakGuard.
		 * @param probe the probe
		 * @return this builder
		 */
		public Builder probe(Probe probe) {
			this.probes.add(probe);
			return this;
		}

		/**
		 * Add probes that are made at the beginning of the first scan, in its thread, and
		 * not while the application starts. Those that are {@link AutoCloseable} are
		 * closed with LeakGuard.
		 * @param name what is named as a failed probe if making them fails or hangs
		 * @param source makes the probes, once
		 * @return this builder
		 */
		public Builder probes(String name, Supplier<List<Probe>> source) {
			this.probeSources.put(name, source);
			return this;
		}

		/**
		 * Add a listener.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(ReportListener listener) {
			this.listeners.add(listener);
			return this;
		}

		/**
		 * Add a collector of evidence.
		 * @param collector the collector
		 * @return this builder
		 */
		public Builder collector(EvidenceCollector collector) {
			this.collectors.add(collector);
			return this;
		}

		/**
		 * Add collectors of evidence that are made when there is a finding or somebody
		 * asks for them. One that has the name of an earlier one is left out.
		 * @param source makes the collectors; where it fails, there are those of the
		 * others
		 * @return this builder
		 */
		public Builder collectors(Supplier<List<EvidenceCollector>> source) {
			this.collectorSources.add(source);
			return this;
		}

		/** Of those with the same name the first counts. */
		private Supplier<List<EvidenceCollector>> allCollectors() {
			List<EvidenceCollector> collectors = List.copyOf(this.collectors);
			List<Supplier<List<EvidenceCollector>>> sources = List.copyOf(this.collectorSources);
			return () -> {
				Map<String, EvidenceCollector> all = new LinkedHashMap<>();
				collectors.forEach((collector) -> all.putIfAbsent(collector.name(), collector));
				for (Supplier<List<EvidenceCollector>> source : sources) {
					try {
						source.get().forEach((collector) -> all.putIfAbsent(collector.name(), collector));
					}
					catch (RuntimeException | LinkageError ex) {
						logger.log(System.Logger.Level.WARNING, "Some collectors of evidence could not be made", ex);
					}
				}
				return List.copyOf(all.values());
			};
		}

		/**
		 * Set what keeps the evidence; closed with LeakGuard.
		 * @param store the store
		 * @return this builder
		 */
		public Builder evidenceStore(EvidenceStore store) {
			this.evidenceStore = store;
			return this;
		}

		/**
		 * Build.
		 * @return a LeakGuard that has not been started
		 */
		public LeakGuard build() {
			return new LeakGuard(this);
		}

	}

}
