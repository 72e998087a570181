package io.leakguard.scan;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.leakguard.detection.Detector;
import io.leakguard.detection.GrowthDetector;
import io.leakguard.finding.Ledger;
import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import io.leakguard.population.Probe;

/**
 * Reads the probes on the one scan thread and publishes the report. Thread-safe.
 */
public final class ScanEngine implements AutoCloseable {

	/** How long stopping waits for a scan under way. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Clock clock;

	private final Ledger ledger;

	private final ProbeRoster roster;

	private final Scanner scanner;

	private final ScanLoop loop;

	/**
	 * Create an engine.
	 * @param settings the numbers
	 * @param clock the clock
	 * @param probes the probes
	 * @param factDetector judges facts
	 * @param growthDetector judges growth and tells trends
	 * @param furtherDetectors judge what else there is
	 * @param ledger keeps the findings
	 * @param listeners are told of each scan
	 */
	public ScanEngine(ScanSettings settings, Clock clock, List<Probe> probes, Detector factDetector,
			GrowthDetector growthDetector, List<Detector> furtherDetectors, Ledger ledger,
			List<ReportListener> listeners) {
		this.clock = clock;
		this.ledger = ledger;
		this.roster = new ProbeRoster(settings.failuresUntilDisabled(), settings.interval());
		probes.forEach(this.roster::add);
		List<Detector> detectors = new ArrayList<>();
		detectors.add(growthDetector);
		detectors.addAll(furtherDetectors);
		this.scanner = new Scanner(settings, clock, this.roster, factDetector, detectors, growthDetector, ledger);
		this.loop = new ScanLoop(this.scanner, this.roster, settings, listeners);
	}

	/**
	 * Start the scan thread, also again after {@link #stop()}. Does nothing if it runs.
	 */
	public void start() {
		this.loop.start();
	}

	/**
	 * Stop the scan thread. What is known stays known.
	 */
	public void stop() {
		this.loop.stop(PATIENCE);
	}

	/**
	 * Return whether the scan thread runs.
	 * @return whether it runs
	 */
	public boolean isRunning() {
		return this.loop.isRunning();
	}

	/**
	 * Say that the application is ready: the warm-up may end, and scanning begins two
	 * seconds later, unless it has waited for one interval before. Where it is said
	 * before the start, scanning begins with that.
	 */
	public void ready() {
		this.scanner.ready();
		this.loop.ready();
	}

	/**
	 * Return the last report. Never waits.
	 * @return the report
	 */
	public Report report() {
		return this.scanner.report();
	}

	/**
	 * Ask for a scan.
	 * @return the report of that scan, or at once the last one if no thread runs
	 */
	public CompletableFuture<Report> requestScan() {
		return this.loop.request();
	}

	/**
	 * Do one scan in the calling thread. For tests, and for applications that own their
	 * schedule; never beside a running scan thread.
	 * @return what changed
	 */
	public List<StageChange> scanNow() {
		if (isRunning()) {
			throw new IllegalStateException("the scan thread is running; use requestScan()");
		}
		List<StageChange> changes = this.scanner.scan(() -> true);
		return (changes != null) ? changes : List.of();
	}

	/**
	 * Put a finding aside until it is resolved or becomes more severe.
	 * @param id the finding
	 * @return whether there is such a finding
	 */
	public boolean acknowledge(String id) {
		boolean known = this.ledger.acknowledge(id, this.clock.instant());
		if (known) {
			this.scanner.republish();
		}
		return known;
	}

	/**
	 * Add a probe.
	 * @param probe the probe
	 */
	public void addProbe(Probe probe) {
		this.roster.add(probe);
	}

	/**
	 * Add probes that are not made before they are asked: the next scan begins with that,
	 * in its own thread, so that the start of the application does not wait for them.
	 * @param name what is named as a failed probe if making them fails or hangs
	 * @param source makes the probes, once; it may add further sources
	 */
	public void addProbes(String name, Supplier<? extends Collection<? extends Probe>> source) {
		this.roster.addLater(name, source);
	}

	/**
	 * Remove a probe.
	 * @param probe the probe
	 */
	public void removeProbe(Probe probe) {
		this.roster.remove(probe);
	}

	/**
	 * Add a listener.
	 * @param listener the listener
	 */
	public void addListener(ReportListener listener) {
		this.loop.addListener(listener);
	}

	/**
	 * Remove a listener.
	 * @param listener the listener
	 */
	public void removeListener(ReportListener listener) {
		this.loop.removeListener(listener);
	}

	/**
	 * Return how often a probe has failed so far.
	 * @return the number of failures
	 */
	public long probeFailures() {
		return this.roster.totalFailures();
	}

	/**
	 * Leave the scan thread behind if it hangs in a probe. To be called about once a
	 * second by another thread.
	 */
	public void checkOverdue() {
		this.loop.checkOverdue();
	}

	@Override
	public void close() {
		stop();
	}

}
