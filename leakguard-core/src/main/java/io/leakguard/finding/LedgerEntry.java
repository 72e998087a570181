package io.leakguard.finding;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Verdict;
import io.leakguard.population.Sign;
import org.jspecify.annotations.Nullable;

/**
 * One suspected thing: what was said of it and how often in a row. Guarded by the ledger.
 */
final class LedgerEntry {

	/** By how much longer a confirmed trend must be away than a suspicion. */
	private static final int CONFIRMED_PATIENCE = 5;

	private final LedgerSettings settings;

	private final Wording wording;

	private @Nullable Finding finding;

	private @Nullable Verdict verdict;

	/** What the finding was first told of: the heap names one class after another. */
	private @Nullable String toldOf;

	/** How severe it was when it was put aside: what swings back is no worse. */
	private @Nullable Severity acknowledged;

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

	/** Return what to look at more closely, if this is no matter of the past. */
	@Nullable Verdict suspected() {
		return (this.finding == null || isTold()) ? this.verdict : null;
	}

	/** Return whether it was told and is not resolved. */
	boolean isTold() {
		return this.finding != null && this.finding.stage() != Stage.RESOLVED;
	}

	Verdict recall(Verdict verdict) {
		return (this.finding != null && isTold()) ? verdict.by(this.finding.culprit()) : verdict;
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
		if (finding == null || finding.isFrom(verdict)) {
			return verdict;
		}
		return all.stream()
			.filter((other) -> finding.isFrom(other) && finding.kind() == other.kind())
			.findFirst()
			.map((other) -> (verdict.stage() == Stage.CONFIRMED) ? other.confirmedBy(verdict) : other)
			.orElse(verdict);
	}

	void see(Verdict verdict, Instant at, List<StageChange> changes) {
		boolean exact = verdict.signs().contains(Sign.EXACT_EVENT) && verdict.stage() == Stage.CONFIRMED;
		this.verdict = verdict;
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
	 * Give way to the finding that explains it. Return whether to forget the entry.
	 */
	boolean give(Instant at, List<StageChange> changes) {
		this.seen = 0;
		this.confirmations = 0;
		if (this.finding != null && this.finding.stage() != Stage.RESOLVED) {
			Stage from = this.finding.stage();
			this.finding = this.finding.resolve(at, "explained by another finding");
			changes.add(new StageChange(this.finding, from));
		}
		return this.finding == null;
	}

	/** Return whether the entry can be forgotten. */
	boolean miss(Map<String, Long> counts, Instant at, List<StageChange> changes) {
		this.seen = 0;
		this.confirmations = 0;
		this.missed++;
		if (this.finding == null) {
			return true;
		}
		if (this.finding.stage() == Stage.RESOLVED) {
			Instant resolvedAt = this.finding.resolvedAt();
			return resolvedAt == null || resolvedAt.plus(this.settings.keepResolved()).compareTo(at) < 0;
		}
		if (this.missed >= patience(this.finding)) {
			Stage from = this.finding.stage();
			this.finding = this.finding.resolve(at, ending(this.finding, counts.get(this.finding.population())));
			changes.add(new StageChange(this.finding, from));
		}
		return false;
	}

	/**
	 * Two independent signs are not undone by a lull; an exact fact ends when it ends.
	 */
	private int patience(Finding finding) {
		boolean trend = finding.isConfirmed() && !finding.signs().contains(Sign.EXACT_EVENT);
		return this.settings.resolveAfter() * (trend ? CONFIRMED_PATIENCE : 1);
	}

	private String ending(Finding finding, @Nullable Long count) {
		if (count == null) {
			return "is gone";
		}
		if (!finding.key().isEmpty()) {
			return "levelled off";
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
