package io.leakguard.finding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Verdict;
import io.leakguard.population.Attention;
import io.leakguard.population.Sign;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the findings through their life, with hysteresis in both directions. Used by the
 * scan thread alone, but for {@link #acknowledge}, which may come from any thread.
 */
public final class Ledger {

	private static final Comparator<Finding> URGENCY = Comparator.comparing(Finding::stage, Ledger::compareStages)
		.thenComparing(Finding::severity, Comparator.reverseOrder())
		.thenComparing(Finding::since)
		.thenComparing(Finding::id);

	/** By how much longer a confirmed trend must be away than a suspicion. */
	private static final int CONFIRMED_PATIENCE = 5;

	private final LedgerSettings settings;

	private final Wording wording;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	/** What another population shows of a finding, by its own id. */
	private final Map<String, String> heirs = new HashMap<>();

	/**
	 * Create an empty ledger.
	 * @param settings the numbers
	 * @param wording the texts
	 */
	public Ledger(LedgerSettings settings, Wording wording) {
		this.settings = settings;
		this.wording = wording;
	}

	/**
	 * Enter the verdicts of one scan.
	 * @param verdicts the verdicts that stand for themselves
	 * @param all all verdicts, also those that one of the former explains
	 * @param counts the present counts by population name, to say how a finding ended
	 * @param at the time of the scan
	 * @return the findings that reached another stage
	 */
	public synchronized List<StageChange> enter(List<Verdict> verdicts, List<Verdict> all, Map<String, Long> counts,
			Instant at) {
		List<StageChange> changes = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		inherit(verdicts);
		for (Verdict verdict : verdicts) {
			String id = idOf(verdict);
			if (seen.add(id)) {
				Entry entry = entry(id);
				if (entry != null) {
					entry.see(entry.asToldBefore(verdict, all), at, changes);
				}
			}
		}
		Set<String> judged = new HashSet<>();
		all.forEach((verdict) -> judged.add(idOf(verdict)));
		for (Iterator<Map.Entry<String, Entry>> entries = this.entries.entrySet().iterator(); entries.hasNext();) {
			Map.Entry<String, Entry> next = entries.next();
			if (seen.contains(next.getKey())) {
				continue;
			}
			boolean explained = judged.contains(next.getKey());
			if (explained ? next.getValue().give(at, changes) : next.getValue().miss(counts, at, changes)) {
				entries.remove();
			}
		}
		this.heirs.values().removeIf((id) -> !isOpen(id));
		return changes;
	}

	/**
	 * One leak is one finding: where another population comes to show it better, the
	 * finding that is open goes on with that.
	 */
	private void inherit(List<Verdict> verdicts) {
		Set<String> told = new HashSet<>();
		verdicts.forEach((verdict) -> told.add(idOf(verdict)));
		for (Verdict verdict : verdicts) {
			if (!isOpen(idOf(verdict))) {
				this.entries.forEach((id, entry) -> {
					if (isOpen(id) && entry.isAbout(verdict) && told.add(id)) {
						this.heirs.put(Finding.idOf(verdict), id);
					}
				});
			}
		}
	}

	/**
	 * Return the identity of the finding that a verdict is about.
	 * @param verdict the verdict
	 * @return eight hexadecimal digits
	 */
	public synchronized String idOf(Verdict verdict) {
		String id = Finding.idOf(verdict);
		return this.heirs.getOrDefault(id, id);
	}

	private boolean isOpen(String id) {
		Entry entry = this.entries.get(id);
		return entry != null && entry.finding != null && entry.finding.stage() != Stage.RESOLVED;
	}

	/**
	 * Return a verdict with the culprit that its finding already has, where it names
	 * none: what was known is not forgotten because one look did not show it.
	 * @param verdict the verdict
	 * @return the verdict, with a culprit if one is known
	 */
	public synchronized Verdict recall(Verdict verdict) {
		Entry entry = this.entries.get(idOf(verdict));
		if (verdict.culprit().type() != null || entry == null || entry.finding == null
				|| entry.finding.stage() == Stage.RESOLVED) {
			return verdict;
		}
		return verdict.by(entry.finding.culprit());
	}

	/**
	 * Return whether a verdict is about a finding that is open.
	 * @param verdict the verdict
	 * @return whether it was told and is not resolved
	 */
	public synchronized boolean isOpen(Verdict verdict) {
		Entry entry = this.entries.get(idOf(verdict));
		return entry != null && entry.finding != null && entry.finding.isOpen();
	}

	private @Nullable Entry entry(String id) {
		Entry entry = this.entries.get(id);
		if (entry == null && this.entries.size() < this.settings.maxFindings()) {
			entry = new Entry();
			this.entries.put(id, entry);
		}
		return entry;
	}

	/**
	 * Say what else grows because of a finding.
	 * @param symptomsById the symptoms by the id of the finding
	 */
	public synchronized void explain(Map<String, List<String>> symptomsById) {
		this.entries.forEach((id, entry) -> {
			if (entry.finding != null) {
				entry.finding = entry.finding.symptoms(symptomsById.getOrDefault(id, List.of()));
			}
		});
	}

	/**
	 * Put a finding aside until it is resolved or becomes more severe.
	 * @param id the finding
	 * @param at the time
	 * @return whether there is such a finding
	 */
	public synchronized boolean acknowledge(String id, Instant at) {
		Entry entry = this.entries.get(id);
		if (entry == null || entry.finding == null) {
			return false;
		}
		entry.finding = entry.finding.acknowledge(at);
		return true;
	}

	/**
	 * Return the findings, the most urgent first.
	 * @return the findings
	 */
	public synchronized List<Finding> findings() {
		List<Finding> findings = new ArrayList<>();
		for (Entry entry : this.entries.values()) {
			if (entry.finding != null) {
				findings.add(entry.finding);
			}
		}
		findings.sort(URGENCY);
		return findings;
	}

	/**
	 * Return what is under suspicion, also what has been seen once only and what is
	 * explained by something else.
	 * @param verdicts all verdicts of the last scan
	 * @return the attention list for the next scan
	 */
	public synchronized Attention attention(List<Verdict> verdicts) {
		Map<String, Set<String>> groups = new HashMap<>();
		verdicts.forEach((verdict) -> attend(verdict, groups));
		for (Entry entry : this.entries.values()) {
			if (entry.verdict != null && (entry.finding == null || entry.finding.stage() != Stage.RESOLVED)) {
				attend(entry.verdict, groups);
			}
		}
		return new Attention(groups);
	}

	private static void attend(Verdict verdict, Map<String, Set<String>> groups) {
		groups.computeIfAbsent(verdict.population().name(), (name) -> new HashSet<>()).add(verdict.key());
	}

	private static int compareStages(Stage one, Stage other) {
		return Integer.compare(rank(one), rank(other));
	}

	private static int rank(Stage stage) {
		return switch (stage) {
			case CONFIRMED -> 0;
			case SUSPECTED -> 1;
			case RESOLVED -> 2;
		};
	}

	/** One suspected thing: what was said of it and how often in a row. */
	private final class Entry {

		private @Nullable Finding finding;

		private @Nullable Verdict verdict;

		/** What the finding was first told of: the heap names one class after another. */
		private @Nullable String toldOf;

		private int seen;

		private int confirmations;

		private int missed;

		boolean isAbout(Verdict other) {
			return this.verdict != null && other.seesTheSameAs(this.verdict)
					&& Objects.equals(this.toldOf, other.culprit().type());
		}

		/**
		 * Numbers go on in the population that they were first told from as long as that
		 * sees the leak.
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
			LedgerSettings settings = Ledger.this.settings;
			boolean exact = verdict.signs().contains(Sign.EXACT_EVENT) && verdict.stage() == Stage.CONFIRMED;
			this.verdict = verdict;
			this.missed = 0;
			this.seen++;
			this.confirmations = (verdict.stage() == Stage.CONFIRMED) ? this.confirmations + 1 : 0;
			Severity severity = severity(verdict);
			String reason = Ledger.this.wording.reason(verdict);
			String remedy = Ledger.this.wording.remedy(verdict.kind());
			if (this.finding == null) {
				if (!exact && this.seen < settings.suspectAfter()) {
					return;
				}
				this.finding = Finding.suspect(verdict, severity, reason, remedy, at);
				this.toldOf = verdict.culprit().type();
				changes.add(new StageChange(this.finding, null));
			}
			else {
				boolean worse = severity.compareTo(this.finding.severity()) > 0;
				this.finding = this.finding.update(verdict, severity, reason, remedy);
				if (this.finding.acknowledged() && worse) {
					this.finding = this.finding.unacknowledge();
				}
				if (this.finding.stage() == Stage.RESOLVED && (exact || this.seen >= settings.suspectAfter())) {
					this.finding = this.finding.reopen(at, reason).unacknowledge();
					changes.add(new StageChange(this.finding, Stage.RESOLVED));
				}
			}
			if (this.finding.stage() == Stage.SUSPECTED && (exact || this.confirmations >= settings.confirmAfter())) {
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
				return resolvedAt == null || resolvedAt.plus(Ledger.this.settings.keepResolved()).compareTo(at) < 0;
			}
			if (this.missed >= patience(this.finding)) {
				Stage from = this.finding.stage();
				this.finding = this.finding.resolve(at, ending(this.finding, counts.get(this.finding.population())));
				changes.add(new StageChange(this.finding, from));
			}
			return false;
		}

		/**
		 * Two independent signs are not undone by a lull; an exact fact ends when it
		 * ends.
		 */
		private int patience(Finding finding) {
			boolean trend = finding.isConfirmed() && !finding.signs().contains(Sign.EXACT_EVENT);
			return Ledger.this.settings.resolveAfter() * (trend ? CONFIRMED_PATIENCE : 1);
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
			return Severity.of(verdict.exhaustedIn(), Ledger.this.settings.critical(), Ledger.this.settings.major());
		}

	}

}
