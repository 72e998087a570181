package io.leakguard.scan;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

import io.leakguard.detection.Detector;
import io.leakguard.detection.Explained;
import io.leakguard.detection.Filling;
import io.leakguard.detection.GrowthDetector;
import io.leakguard.detection.Situation;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Subject;
import io.leakguard.detection.Symptoms;
import io.leakguard.detection.Verdict;
import io.leakguard.finding.Course;
import io.leakguard.finding.Finding;
import io.leakguard.finding.Ledger;
import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import io.leakguard.finding.Status;
import io.leakguard.history.History;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Population;
import org.jspecify.annotations.Nullable;

/**
 * One round: all probes are read, histories extended, detectors asked, a new report
 * published. Its state belongs to the scan thread; the report may be read by any.
 */
final class Scanner {

	private static final int RECENT_DURATIONS = 60;

	/** Below this share of the members in groups, the rest may be what grows. */
	private static final double GROUPED_SHARE = 0.9;

	private final ScanSettings settings;

	private final Clock clock;

	private final ProbeRoster roster;

	private final Detector factDetector;

	private final List<Detector> detectors;

	private final Readings readings;

	private final Filling filling;

	private final Symptoms symptoms = new Symptoms();

	private final Ledger ledger;

	private final Histories histories;

	private final Notes notes;

	private final History load;

	private final Settling settling;

	private final long[] durations = new long[RECENT_DURATIONS];

	private volatile boolean ready;

	private volatile Report report;

	private Attention attention = Attention.NONE;

	private long scans;

	private boolean settledNow;

	Scanner(ScanSettings settings, Clock clock, ProbeRoster roster, Detector factDetector, List<Detector> detectors,
			GrowthDetector growthDetector, Ledger ledger) {
		this.settings = settings;
		this.clock = clock;
		this.roster = roster;
		this.factDetector = factDetector;
		this.detectors = List.copyOf(detectors);
		this.filling = new Filling(growthDetector);
		this.ledger = ledger;
		this.histories = new Histories(settings.maxHistories());
		this.notes = new Notes(settings);
		this.readings = new Readings(settings.maxReportedPopulations(), this.histories, growthDetector);
		this.load = new History(clock.instant());
		this.settling = new Settling(() -> ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount(),
				settings.warmUpScans());
		this.report = Report.none(settings.interval());
	}

	void ready() {
		this.ready = true;
	}

	boolean isReady() {
		return this.ready;
	}

	/** Return whether the application settled in the last round. */
	boolean hasJustSettled() {
		return this.settledNow;
	}

	Report report() {
		return this.report;
	}

	/**
	 * Do one round.
	 * @param current whether the caller is still the one that scans; a thread that was
	 * left behind in a probe must not touch the state when it comes back
	 * @return what changed, or {@code null} if the caller is not current any more
	 */
	@Nullable List<StageChange> scan(BooleanSupplier current) {
		long began = System.nanoTime();
		Instant now = this.clock.instant();
		Census census = new Census(now, this.attention, this.settings.maxPopulations(), this.settings.maxGroups());
		if (!this.roster.ask(census, current)) {
			return null;
		}
		this.scans++;
		List<Population> populations = census.populations();
		this.histories.extend(populations, this.attention, now, this.scans);
		this.histories.forgetTheUnread(this.scans);
		this.load.append(now, census.load());
		this.settledNow = this.settling.scan(this.ready, now);
		if (this.settledNow) {
			this.histories.settle();
		}
		List<Verdict> verdicts = this.filling
			.withhold(judge(populations, now), () -> subjects(populations), this.ledger::isOpen, now)
			.stream()
			.map(this.ledger::recall)
			.toList();
		Explained explained = this.symptoms.fold(verdicts.stream().filter(Scanner::isWorthSaying).toList());
		List<StageChange> changes = this.ledger.enter(explained, verdicts, counts(populations), now);
		this.ledger.explain(explained.symptomsBy(this.ledger::idOf));
		this.attention = this.ledger.attention(verdicts);
		publish(populations, now, System.nanoTime() - began);
		return changes;
	}

	private List<Verdict> judge(List<Population> populations, Instant now) {
		Situation situation = new Situation(now, this.settings.interval(), this.settling.settledFor(now), this.load);
		List<Verdict> verdicts = new ArrayList<>();
		for (Population population : populations) {
			History history = this.histories.of(population.name(), "");
			if (history == null) {
				history = new History(now);
			}
			Subject whole = new Subject(population, null, history);
			if (!population.facts().isEmpty()) {
				verdicts.addAll(this.factDetector.judge(whole, situation));
			}
			if (!population.isTrended()) {
				continue;
			}
			int before = verdicts.size();
			for (Group group : population.groups()) {
				History past = this.histories.of(population.name(), group.key());
				if (past != null) {
					ask(new Subject(population, group, past), situation, verdicts);
				}
			}
			if (verdicts.size() == before && isJudgedAsAWhole(population)) {
				ask(whole, situation, verdicts);
			}
		}
		return verdicts;
	}

	private List<Subject> subjects(List<Population> populations) {
		List<Subject> subjects = new ArrayList<>();
		for (Population population : populations) {
			add(population, null, subjects);
			population.groups().forEach((group) -> add(population, group, subjects));
		}
		return subjects;
	}

	private void add(Population population, @Nullable Group group, List<Subject> subjects) {
		History history = this.histories.of(population.name(), (group != null) ? group.key() : "");
		if (history != null) {
			subjects.add(new Subject(population, group, history));
		}
	}

	/** What is only a hint is told once somebody can be named. */
	private static boolean isWorthSaying(Verdict verdict) {
		return !verdict.population().isHint() || verdict.culprit().type() != null;
	}

	/**
	 * What grows in no group can name nobody; it is judged only where the groups do not
	 * tell the whole story.
	 */
	private boolean isJudgedAsAWhole(Population population) {
		if (population.isJudgedByGroups()) {
			return false;
		}
		long grouped = population.groups().stream().mapToLong(Group::count).sum();
		return population.groups().size() >= this.settings.maxGroups() || population.groups().isEmpty()
				|| grouped < GROUPED_SHARE * population.count();
	}

	private void ask(Subject subject, Situation situation, List<Verdict> verdicts) {
		for (Detector detector : this.detectors) {
			verdicts.addAll(detector.judge(subject, situation));
		}
	}

	/** A group that is not told any more has as many as are left, if somebody counts. */
	private static BiFunction<String, String, @Nullable Long> counts(List<Population> populations) {
		Map<String, Population> byName = new HashMap<>();
		populations.forEach((population) -> byName.put(population.name(), population));
		return (name, key) -> {
			Population population = byName.get(name);
			if (population == null || key.isEmpty()) {
				return (population != null) ? population.count() : null;
			}
			return population.groups()
				.stream()
				.filter((group) -> group.key().equals(key))
				.findFirst()
				.map(Group::count)
				.orElse(null);
		};
	}

	synchronized void republish() {
		Report last = this.report;
		this.report = new Report(status(this.ledger.findings()), last.scannedAt(), last.scans(), last.interval(),
				last.scanDuration(), last.medianScanDuration(), this.ledger.findings(), last.populations(),
				last.populationsTotal(), last.failedProbes(), last.unavailableProbes(), last.slowestProbes(),
				last.courses(), last.notes());
	}

	private synchronized void publish(List<Population> populations, Instant now, long nanos) {
		this.durations[(int) (this.scans % RECENT_DURATIONS)] = nanos;
		List<Finding> findings = this.ledger.findings();
		this.report = new Report(status(findings), now, this.scans, this.settings.interval(), Duration.ofNanos(nanos),
				median(), findings, this.readings.of(populations, this.attention, this.scans), populations.size(),
				this.roster.failed(), this.roster.unavailable(), this.roster.slowest(), courses(findings),
				this.notes.of(populations, this.histories.size(), this.histories.missing()));
	}

	private Map<String, Course> courses(List<Finding> findings) {
		Map<String, Course> courses = new HashMap<>();
		for (Finding finding : findings) {
			History history = this.histories.of(finding.population(), finding.key());
			Course course = (history != null) ? Course.of(history, finding.since()) : null;
			if (course != null) {
				courses.put(finding.id(), course);
			}
		}
		return courses;
	}

	private Duration median() {
		int known = (int) Math.min(this.scans, RECENT_DURATIONS);
		long[] sorted = (known == RECENT_DURATIONS) ? this.durations.clone()
				: Arrays.copyOfRange(this.durations, 1, known + 1);
		Arrays.sort(sorted);
		return Duration.ofNanos(sorted[sorted.length / 2]);
	}

	private Status status(List<Finding> findings) {
		if (findings.stream().anyMatch((finding) -> finding.isOpen() && finding.stage() == Stage.CONFIRMED)) {
			return Status.LEAKING;
		}
		if (!this.settling.isSettled()) {
			return Status.WARMING_UP;
		}
		return findings.stream().anyMatch(Finding::isOpen) ? Status.SUSPECT : Status.CLEAN;
	}

}
