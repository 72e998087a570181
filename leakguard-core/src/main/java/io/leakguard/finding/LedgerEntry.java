package io.leakguard.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Verdict;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Sign;
import org.jspecify.annotations.Nullable;

/**
 * One suspected thing: what was said of it and how often in a row. Guarded by the ledger.
 */
final class LedgerEntry {

	/** By how much longer a confirmed trend must be away than a suspicion. */
	private static final int CONFIRMED_PATIENCE = 5;

	/** After a day, each hour of the day has been seen. */
	private static final Duration LONGEST_LULL = Duration.ofDays(1);

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private final LedgerSettings settings;

	private final Wording wording;

	private @Nullable Finding finding;

	private @Nullable Verdict verdict;

	/** What the finding was first told of: the heap names one class after another. */
	private @Nullable String toldOf;

	/** How severe it was when it was put aside: what swings back is no worse. */
	private @Nullable Severity acknowledged;

	/** The finding that explains this one, and what this one named then. */
	private @Nullable String cause;

	private @Nullable String causedType;

	/** Scans in a row in which the cause did not explain it. */
	private int alone;

	/** Scans in which a cause explained it, less those in which none did. */
	private int given;

	/** Scans in a row in which a symptom named somebody else. */
	private int renamed;

	private Instant seenAt = Instant.EPOCH;

	private int seen;

	private int confirmations;

	private int missed;

	LedgerEntry(LedgerSettings settings, Wording wording) {
		this.settings = settings;
		this.wording = wording;
	}

	@Nullable Finding finding() {
		return this.finding;
	}

	/**
	 * Return what to look at more closely, if this is no matter of the past or of a
	 * cause.
	 */
	@Nullable Verdict suspected() {
		return (isTold() || (this.finding == null && this.cause == null)) ? this.verdict : null;
	}

	/** Return whether it was told and is not resolved. */
	boolean isTold() {
		return this.finding != null && this.finding.stage() != Stage.RESOLVED;
	}

	/** Return whether it may make room: it is resolved, or was not even seen lately. */
	boolean isOver() {
		return !isTold() && (this.finding != null || this.missed > 0);
	}

	/** What of all that grows leads in bytes may change from look to look. */
	Verdict recall(Verdict verdict) {
		Finding finding = this.finding;
		if (finding == null || !isTold() || finding.culprit().type() == null) {
			return verdict;
		}
		String type = verdict.culprit().type();
		boolean another = type != null && !type.equals(finding.culprit().type());
		this.renamed = another ? this.renamed + 1 : 0;
		boolean keep = type == null || (another && verdict.kind().isSymptom() && this.renamed < longPatience()
				&& FRAMES.isApplicationType(finding.culprit().type()));
		return keep ? verdict.by(finding.culprit()) : verdict;
	}

	void explain(List<String> symptoms) {
		this.finding = (this.finding != null) ? this.finding.symptoms(symptoms) : null;
	}

	boolean acknowledge(Instant at) {
		if (this.finding == null) {
			return false;
		}
		this.acknowledged = this.finding.severity();
		this.finding = this.finding.acknowledge(at);
		return true;
	}

	boolean isAbout(Verdict other) {
		return this.verdict != null && other.seesTheSameAs(this.verdict)
				&& Objects.equals(this.toldOf, other.culprit().type());
	}

	/**
	 * Numbers go on in the population that they were first told from as long as that sees
	 * the leak.
	 */
	Verdict asToldBefore(Verdict verdict, List<Verdict> all) {
		Finding finding = this.finding;
		if (finding == null) {
			return verdict;
		}
		return all.stream()
			.filter((other) -> Finding.idOf(other).equals(finding.id()))
			.findFirst()
			.map((other) -> (verdict.stage() == Stage.CONFIRMED && other != verdict) ? other.confirmedBy(verdict)
					: other)
			.orElse(verdict);
	}

	/** What explains this is over: it stands for itself again. */
	void forgetCauseUnless(Predicate<String> isOpen) {
		if (this.cause != null && !isOpen.test(this.cause)) {
			this.cause = null;
			this.alone = 0;
		}
	}

	/**
	 * Stand for itself. What an open finding has explained is not told as soon as one
	 * scan does not show how they belong together; but a suspicion hides no leak.
	 */
	void stand(Verdict verdict, Predicate<String> isConfirmed, Instant at, List<StageChange> changes) {
		if (this.cause != null && !isTold() && Objects.equals(this.causedType, verdict.culprit().type())
				&& (verdict.stage() != Stage.CONFIRMED || isConfirmed.test(this.cause))
				&& ++this.alone < longPatience()) {
			this.verdict = verdict;
			return;
		}
		this.given = Math.max(0, this.given - 1);
		see(verdict, at, changes);
	}

	private void see(Verdict verdict, Instant at, List<StageChange> changes) {
		boolean exact = verdict.signs().contains(Sign.EXACT_EVENT) && verdict.stage() == Stage.CONFIRMED;
		this.verdict = verdict;
		this.seenAt = at;
		this.missed = 0;
		this.seen++;
		this.confirmations = (verdict.stage() == Stage.CONFIRMED) ? this.confirmations + 1 : 0;
		Severity severity = severity(verdict);
		String reason = this.wording.reason(verdict);
		String remedy = this.wording.remedy(verdict.kind());
		if (this.finding == null) {
			if (!exact && this.seen < this.settings.suspectAfter()) {
				return;
			}
			this.finding = Finding.suspect(verdict, severity, reason, remedy, at);
			this.toldOf = verdict.culprit().type();
			changes.add(new StageChange(this.finding, null));
		}
		else {
			boolean worse = this.acknowledged != null && severity.compareTo(this.acknowledged) > 0;
			this.finding = this.finding.update(verdict, severity, reason, remedy);
			if (this.finding.acknowledged() && worse) {
				this.finding = this.finding.unacknowledge();
			}
			if (this.finding.stage() == Stage.RESOLVED && (exact || this.seen >= this.settings.suspectAfter())) {
				this.finding = this.finding.reopen(at, reason).unacknowledge();
				changes.add(new StageChange(this.finding, Stage.RESOLVED));
			}
		}
		if (this.finding.stage() == Stage.SUSPECTED && (exact || this.confirmations >= this.settings.confirmAfter())) {
			this.finding = this.finding.confirm(at, reason);
			changes.add(new StageChange(this.finding, Stage.SUSPECTED));
		}
	}

	/**
	 * Give way to the finding that explains it, once that is told and, where this is
	 * confirmed, has explained it for a while.
	 */
	void give(Verdict verdict, String causeId, @Nullable Finding why, Instant at, List<StageChange> changes) {
		this.verdict = verdict;
		this.missed = 0;
		this.alone = 0;
		this.cause = causeId;
		this.causedType = verdict.culprit().type();
		if (this.finding == null || !isTold()) {
			this.seen = 0;
			this.confirmations = 0;
			return;
		}
		boolean told = why != null && why.stage() != Stage.RESOLVED;
		boolean enough = !this.finding.isConfirmed()
				|| (told && why.isConfirmed() && ++this.given >= this.settings.resolveAfter());
		if (told && enough) {
			this.given = 0;
			this.seen = 0;
			this.confirmations = 0;
			Stage from = this.finding.stage();
			this.finding = this.finding.resolve(at, "explained by another finding");
			changes.add(new StageChange(this.finding, from));
		}
	}

	/** Return whether the entry can be forgotten. */
	boolean miss(BiFunction<String, String, @Nullable Long> counts, Instant at, List<StageChange> changes) {
		this.seen = 0;
		this.confirmations = 0;
		this.missed++;
		if (this.finding == null) {
			return this.cause == null;
		}
		if (this.finding.stage() == Stage.RESOLVED) {
			Instant resolvedAt = this.finding.resolvedAt();
			return resolvedAt == null || resolvedAt.plus(this.settings.keepResolved()).compareTo(at) < 0;
		}
		Long count = counts.apply(this.finding.population(), this.finding.key());
		if (isOver(this.finding, count, at)) {
			Stage from = this.finding.stage();
			this.finding = this.finding.resolve(at, ending(this.finding, count));
			changes.add(new StageChange(this.finding, from));
		}
		return false;
	}

	/**
	 * Two independent signs are not undone by a lull: what was added is still there. A
	 * fact ends when it ends.
	 */
	private boolean isOver(Finding finding, @Nullable Long count, Instant at) {
		boolean trend = finding.isConfirmed() && !finding.signs().contains(Sign.EXACT_EVENT)
				&& finding.growthPerHour() > 0;
		if (!trend) {
			return this.missed >= this.settings.resolveAfter();
		}
		return this.missed >= longPatience()
				&& (count == null || isBack(finding, count) || !isLull(finding, Duration.between(this.seenAt, at)));
	}

	/** Nights and weekends: shorter than half of the time for which it has grown. */
	private boolean isLull(Finding finding, Duration pause) {
		Duration grown = Duration.between(finding.since(), this.seenAt);
		return pause.compareTo(LONGEST_LULL) < 0 && pause.multipliedBy(2).compareTo(grown) < 0;
	}

	private static boolean isBack(Finding finding, long count) {
		return count <= (finding.baseline() + finding.count()) / 2;
	}

	private int longPatience() {
		return this.settings.resolveAfter() * CONFIRMED_PATIENCE;
	}

	private static String ending(Finding finding, @Nullable Long count) {
		if (count == null) {
			return "is gone";
		}
		if (finding.growthPerHour() <= 0) {
			return "has ended";
		}
		return (count < finding.count()) ? "returned later: fell from %d to %d".formatted(finding.count(), count)
				: "levelled off at %d".formatted(count);
	}

	private Severity severity(Verdict verdict) {
		if (verdict.limit() == null && verdict.exhaustedIn() == null) {
			return verdict.kind().isMinorWithoutLimit() ? Severity.MINOR : Severity.MAJOR;
		}
		return Severity.of(verdict.exhaustedIn(), this.settings.critical(), this.settings.major());
	}

}
