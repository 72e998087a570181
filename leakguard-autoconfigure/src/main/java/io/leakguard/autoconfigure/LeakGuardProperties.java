package io.leakguard.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.LedgerSettings;
import io.leakguard.jvm.GcSettings;
import io.leakguard.jvm.HistogramSettings;
import io.leakguard.scan.ScanSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Properties of LeakGuard.
 *
 * @param enabled Whether LeakGuard is enabled. If not, none of its beans is created.
 * @param interval Time between two scans.
 * @param scan how a scan is done
 * @param ledger when a finding changes its stage
 * @param gc when the pauses of the garbage collector are a finding
 * @param histogram how long class histograms may pause the application
 * @param flightRecorder the flight recorder of the JVM
 * @param methodTiming the method timing of the JVM
 * @param endpoint the {@code leaks} endpoint
 * @param health the {@code leaks} health indicator
 * @param metrics the meters
 * @param log the log lines
 * @param events the application events
 * @param kubernetes what is told to Kubernetes
 */
@ConfigurationProperties("leakguard")
public record LeakGuardProperties(@DefaultValue("true") boolean enabled, @DefaultValue("15s") Duration interval,
		Scan scan, Ledger ledger, Gc gc, Histogram histogram, FlightRecorder flightRecorder, MethodTiming methodTiming,
		Endpoint endpoint, Health health, Metrics metrics, Log log, Events events, Kubernetes kubernetes) {

	public LeakGuardProperties {
		Range.of(Duration.ofMillis(100), Duration.ofHours(1)).check("interval", interval);
		// null where nothing of it is set: to convert each default would cost the start
		scan = (scan != null) ? scan : Scan.DEFAULTS;
		ledger = (ledger != null) ? ledger : Ledger.DEFAULTS;
		gc = (gc != null) ? gc : Gc.DEFAULTS;
		histogram = (histogram != null) ? histogram : Histogram.DEFAULTS;
		flightRecorder = (flightRecorder != null) ? flightRecorder : FlightRecorder.DEFAULTS;
		methodTiming = (methodTiming != null) ? methodTiming : MethodTiming.DEFAULTS;
		endpoint = (endpoint != null) ? endpoint : Endpoint.DEFAULTS;
		health = (health != null) ? health : Health.DEFAULTS;
		metrics = (metrics != null) ? metrics : Metrics.DEFAULTS;
		log = (log != null) ? log : Log.DEFAULTS;
		events = (events != null) ? events : Events.DEFAULTS;
		kubernetes = (kubernetes != null) ? kubernetes : Kubernetes.DEFAULTS;
	}

	/**
	 * Return the numbers of the scan.
	 * @return the settings
	 */
	public ScanSettings scanSettings() {
		return new ScanSettings(this.interval, this.scan.probeTimeout(), this.scan.failuresUntilDisabled(),
				this.scan.warmUpScans(), this.scan.maxPopulations(), this.scan.maxGroups(), this.scan.maxHistories(),
				this.scan.maxReportedPopulations());
	}

	/**
	 * Return the numbers of the ledger.
	 * @return the settings
	 */
	public LedgerSettings ledgerSettings() {
		return new LedgerSettings(this.ledger.suspectAfter(), this.ledger.confirmAfter(), this.ledger.resolveAfter(),
				this.ledger.keepResolved(), this.ledger.maxFindings(), this.ledger.criticalBelow(),
				this.ledger.majorBelow());
	}

	/**
	 * Return when the pauses of the garbage collector are a finding.
	 * @return the settings
	 */
	public GcSettings gcSettings() {
		return new GcSettings(this.gc.longPause(), this.gc.pauses(), this.gc.within());
	}

	/**
	 * Return how long class histograms may pause the application, and whether the JVM's
	 * method timing may be used on what they find.
	 * @return the settings
	 */
	public HistogramSettings histogramSettings() {
		return new HistogramSettings(this.interval, this.histogram.longestPause(), this.histogram.glancePause(),
				this.methodTiming.enabled());
	}

	/**
	 * How a scan is done.
	 *
	 * @param probeTimeout Time a probe may take before it is left behind and named as
	 * failed.
	 * @param failuresUntilDisabled Failures in a row after which a probe is no longer
	 * asked.
	 * @param warmUpScans Scans after which the application counts as warm at the latest,
	 * once it is ready. It counts as warm earlier if class loading comes to rest.
	 * @param maxPopulations Populations that are counted in a scan.
	 * @param maxGroups Groups, such as classes, that are kept of one population, the
	 * largest ones. The report says which populations have more.
	 * @param maxHistories Populations and groups whose past is kept, about 5 KB each.
	 * Beyond, what is gone or stands still gives way to what is new, and the report says
	 * how many have none.
	 * @param maxReportedPopulations Populations that stand in the report.
	 */
	public record Scan(@DefaultValue("5s") Duration probeTimeout, @DefaultValue("3") int failuresUntilDisabled,
			@DefaultValue("12") int warmUpScans, @DefaultValue("5000") int maxPopulations,
			@DefaultValue("50") int maxGroups, @DefaultValue("2000") int maxHistories,
			@DefaultValue("200") int maxReportedPopulations) {

		static final Scan DEFAULTS = new Scan(Duration.ofSeconds(5), 3, 12, 5000, 50, 2000, 200);

		public Scan {
			Range.of(Duration.ofMillis(100), Duration.ofMinutes(5)).check("scan.probe-timeout", probeTimeout);
			Range.of(1, 1000).check("scan.failures-until-disabled", failuresUntilDisabled);
			Range.of(1, 10_000).check("scan.warm-up-scans", warmUpScans);
			Range.of(10, 100_000).check("scan.max-populations", maxPopulations);
			Range.of(1, 1000).check("scan.max-groups", maxGroups);
			Range.of(10, 100_000).check("scan.max-histories", maxHistories);
			Range.of(0, 5000).check("scan.max-reported-populations", maxReportedPopulations);
		}

	}

	/**
	 * When a finding changes its stage, and how severe it is.
	 *
	 * @param suspectAfter Scans in a row that must see a trend before it becomes a
	 * suspicion.
	 * @param confirmAfter Scans in a row that must see an independent sign beside the
	 * trend before a suspicion is confirmed.
	 * @param resolveAfter Scans in a row that see nothing more before a finding is
	 * resolved, five times as many for one that was confirmed by how it grows. Such a one
	 * also stays open through a lull that is shorter than half of the time for which it
	 * had grown, and than a day, unless half of what was added has gone.
	 * @param keepResolved Time that a resolved finding stays in the report.
	 * @param maxFindings Findings that are kept.
	 * @param criticalBelow Time to the limit below which a finding is critical.
	 * @param majorBelow Time to the limit below which a finding is major.
	 */
	public record Ledger(@DefaultValue("2") int suspectAfter, @DefaultValue("3") int confirmAfter,
			@DefaultValue("6") int resolveAfter, @DefaultValue("15m") Duration keepResolved,
			@DefaultValue("200") int maxFindings, @DefaultValue("1h") Duration criticalBelow,
			@DefaultValue("1d") Duration majorBelow) {

		static final Ledger DEFAULTS = new Ledger(2, 3, 6, Duration.ofMinutes(15), 200, Duration.ofHours(1),
				Duration.ofDays(1));

		public Ledger {
			Range.of(1, 1000).check("ledger.suspect-after", suspectAfter);
			Range.of(1, 1000).check("ledger.confirm-after", confirmAfter);
			Range.of(1, 1000).check("ledger.resolve-after", resolveAfter);
			Range.of(Duration.ZERO, Duration.ofDays(30)).check("ledger.keep-resolved", keepResolved);
			Range.of(1, 1000).check("ledger.max-findings", maxFindings);
			Range.of(Duration.ofMinutes(1), Duration.ofDays(30)).check("ledger.critical-below", criticalBelow);
			Range.of(criticalBelow, Duration.ofDays(365)).check("ledger.major-below", majorBelow);
		}

	}

	/**
	 * When the pauses of the garbage collector are a finding.
	 *
	 * @param longPause Time from which on a pause is long.
	 * @param pauses Long pauses that are a finding.
	 * @param within Time within which they must happen.
	 */
	public record Gc(@DefaultValue("200ms") Duration longPause, @DefaultValue("5") int pauses,
			@DefaultValue("1m") Duration within) {

		static final Gc DEFAULTS = new Gc(Duration.ofMillis(200), 5, Duration.ofMinutes(1));

		public Gc {
			Range.of(Duration.ofMillis(1), Duration.ofMinutes(1)).check("gc.long-pause", longPause);
			Range.of(1, 1000).check("gc.pauses", pauses);
			Range.of(Duration.ofSeconds(1), Duration.ofHours(1)).check("gc.within", within);
		}

	}

	/**
	 * How long class histograms may pause the application.
	 *
	 * @param longestPause Longest pause while the heap is under suspicion. A histogram
	 * that is expected to take longer is not taken. Zero for none under suspicion.
	 * @param glancePause Longest pause while nothing is under suspicion; twice as long
	 * where all of them are slow because the machine is. Zero for none.
	 */
	public record Histogram(@DefaultValue("500ms") Duration longestPause, @DefaultValue("40ms") Duration glancePause) {

		static final Histogram DEFAULTS = new Histogram(Duration.ofMillis(500), Duration.ofMillis(40));

		public Histogram {
			Range.of(Duration.ZERO, Duration.ofMinutes(1)).check("histogram.longest-pause", longestPause);
			Range.of(Duration.ZERO, Duration.ofSeconds(1)).check("histogram.glance-pause", glancePause);
		}

	}

	/**
	 * The flight recorder of the JVM.
	 *
	 * @param enabled Whether the flight recorder is used to learn who makes what is under
	 * suspicion, method timing included, and prepared for it when the application is
	 * ready where its first start would throw away compiled code.
	 */
	public record FlightRecorder(@DefaultValue("true") boolean enabled) {

		static final FlightRecorder DEFAULTS = new FlightRecorder(true);

	}

	/**
	 * The method timing that a JVM has from Java 25 on.
	 *
	 * @param enabled Whether constructors and close methods of a class that grows under
	 * suspicion are counted for some seconds, on Java 25 and newer.
	 */
	public record MethodTiming(@DefaultValue("true") boolean enabled) {

		static final MethodTiming DEFAULTS = new MethodTiming(true);

	}

	/**
	 * The {@code leaks} endpoint.
	 *
	 * @param scanTimeout Time that a request for a scan waits for the fresh report before
	 * it answers with the last one.
	 */
	public record Endpoint(@DefaultValue("5s") Duration scanTimeout) {

		static final Endpoint DEFAULTS = new Endpoint(Duration.ofSeconds(5));

		public Endpoint {
			Range.of(Duration.ZERO, Duration.ofMinutes(1)).check("endpoint.scan-timeout", scanTimeout);
		}

	}

	/**
	 * The {@code leaks} health indicator.
	 *
	 * @param downAt Severity from which on a finding makes the status DOWN. Never if not
	 * set.
	 * @param outOfServiceAt Severity from which on a finding makes the status
	 * OUT_OF_SERVICE. Never if not set.
	 * @param stage Stage that a finding must have reached to count for the two
	 * severities, SUSPECTED or CONFIRMED.
	 * @param maxFindings Findings that are shown as details.
	 */
	public record Health(@Nullable Severity downAt, @Nullable Severity outOfServiceAt,
			@DefaultValue("CONFIRMED") Stage stage, @DefaultValue("5") int maxFindings) {

		static final Health DEFAULTS = new Health(null, null, Stage.CONFIRMED, 5);

		public Health {
			Assert.isTrue(stage != Stage.RESOLVED,
					() -> "'leakguard.health.stage' must be SUSPECTED or CONFIRMED but is " + stage);
			Range.of(0, 100).check("health.max-findings", maxFindings);
		}

	}

	/**
	 * The meters.
	 *
	 * @param enabled Whether the meters of LeakGuard are registered.
	 * @param maxPopulations Populations that have a meter of their own, those under
	 * suspicion first.
	 * @param maxTrackers Trackers that have meters of their own.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled, @DefaultValue("50") int maxPopulations,
			@DefaultValue("50") int maxTrackers) {

		static final Metrics DEFAULTS = new Metrics(true, 50, 50);

		public Metrics {
			Range.of(0, 1000).check("metrics.max-populations", maxPopulations);
			Range.of(0, 1000).check("metrics.max-trackers", maxTrackers);
		}

	}

	/**
	 * The log lines.
	 *
	 * @param enabled Whether each change of the stage of a finding is logged.
	 */
	public record Log(@DefaultValue("true") boolean enabled) {

		static final Log DEFAULTS = new Log(true);

	}

	/**
	 * The application events.
	 *
	 * @param enabled Whether each change of the stage of a finding is published as an
	 * application event.
	 */
	public record Events(@DefaultValue("true") boolean enabled) {

		static final Events DEFAULTS = new Events(true);

	}

	/**
	 * What is told to Kubernetes.
	 *
	 * @param terminationMessage the termination message
	 */
	public record Kubernetes(@DefaultValue TerminationMessage terminationMessage) {

		static final Kubernetes DEFAULTS = new Kubernetes(
				new TerminationMessage(true, Path.of("/dev/termination-log")));

		/**
		 * The termination message, which Kubernetes shows when the container has ended.
		 *
		 * @param enabled Whether the confirmed findings are written into the termination
		 * message file when the application runs on Kubernetes.
		 * @param path Termination message file. It is written only if it exists and is
		 * writable.
		 */
		public record TerminationMessage(@DefaultValue("true") boolean enabled,
				@DefaultValue("/dev/termination-log") Path path) {

		}

	}

	/** That of a record takes milliseconds of the start when it is asked for first. */
	@Override
	public int hashCode() {
		return this.interval.hashCode();
	}

}
