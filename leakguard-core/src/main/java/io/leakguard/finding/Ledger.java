package io.leakguard.finding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import io.leakguard.detection.Explained;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Verdict;
import io.leakguard.population.Attention;
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

	private final LedgerSettings settings;

	private final Wording wording;

	private final Map<String, LedgerEntry> entries = new LinkedHashMap<>();

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
	 * @param explained the verdicts that are worth telling, and which of them explains
	 * which
	 * @param all all verdicts, also those that are not worth telling
	 * @param counts gives the present count of a group of a population, or {@code null}
	 * if there is none, to say how a finding ended
	 * @param at the time of the scan
	 * @return the findings that reached another stage
	 */
	public synchronized List<StageChange> enter(Explained explained, List<Verdict> all,
			BiFunction<String, String, @Nullable Long> counts, Instant at) {
		List<StageChange> changes = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		inherit(explained.kept());
		this.entries.values().forEach((entry) -> entry.forgetCauseUnless(this::isOpen));
		for (Verdict verdict : explained.kept()) {
			String id = idOf(verdict);
			if (seen.add(id)) {
				LedgerEntry entry = entry(id);
				if (entry != null) {
					entry.stand(entry.asToldBefore(verdict, all), this::isConfirmed, at, changes);
				}
			}
		}
		for (Verdict verdict : all) {
			Verdict cause = explained.causeOf(verdict);
			String id = Finding.idOf(verdict);
			// an heir that is explained says nothing of what the finding was told from
			if (cause != null && id.equals(idOf(verdict)) && seen.add(id)) {
				LedgerEntry why = this.entries.get(idOf(cause));
				// what is explained needs no room that something else may need
				LedgerEntry entry = (this.entries.size() < this.settings.maxFindings() / 2) ? entry(id)
						: this.entries.get(id);
				if (entry != null && why != null) {
					entry.give(verdict, idOf(cause), why.finding(), at, changes);
				}
			}
		}
		this.entries.entrySet()
			.removeIf((entry) -> !seen.contains(entry.getKey()) && entry.getValue().miss(counts, at, changes));
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
		LedgerEntry entry = this.entries.get(id);
		return entry != null && entry.isTold();
	}

	private boolean isConfirmed(String id) {
		LedgerEntry entry = this.entries.get(id);
		Finding finding = (entry != null) ? entry.finding() : null;
		return finding != null && finding.isConfirmed();
	}

	/**
	 * Return a verdict with the culprit that its finding already has, where it names
	 * none, or where it is a symptom that names another one: what was known is not
	 * forgotten because some looks did not show it. To be asked once a scan.
	 * @param verdict the verdict
	 * @return the verdict, with a culprit if one is known
	 */
	public synchronized Verdict recall(Verdict verdict) {
		LedgerEntry entry = this.entries.get(idOf(verdict));
		return (entry != null) ? entry.recall(verdict) : verdict;
	}

	/**
	 * Return whether a verdict is about a finding that is open.
	 * @param verdict the verdict
	 * @return whether it was told and is not resolved
	 */
	public synchronized boolean isOpen(Verdict verdict) {
		LedgerEntry entry = this.entries.get(idOf(verdict));
		Finding finding = (entry != null) ? entry.finding() : null;
		return finding != null && finding.isOpen();
	}

	private @Nullable LedgerEntry entry(String id) {
		LedgerEntry entry = this.entries.get(id);
		if (entry == null && makeRoom()) {
			entry = new LedgerEntry(this.settings, this.wording);
			this.entries.put(id, entry);
		}
		return entry;
	}

	/** What is seen or told stays; of the rest the oldest goes. */
	private boolean makeRoom() {
		if (this.entries.size() >= this.settings.maxFindings()) {
			this.entries.entrySet()
				.stream()
				.filter((entry) -> entry.getValue().isOver())
				.findFirst()
				.ifPresent((entry) -> this.entries.remove(entry.getKey()));
		}
		return this.entries.size() < this.settings.maxFindings();
	}

	/**
	 * Say what else grows because of a finding.
	 * @param symptomsById the symptoms by the id of the finding
	 */
	public synchronized void explain(Map<String, List<String>> symptomsById) {
		this.entries.forEach((id, entry) -> entry.explain(symptomsById.getOrDefault(id, List.of())));
	}

	/**
	 * Put a finding aside until it is resolved or becomes more severe.
	 * @param id the finding
	 * @param at the time
	 * @return whether there is such a finding
	 */
	public synchronized boolean acknowledge(String id, Instant at) {
		LedgerEntry entry = this.entries.get(id);
		return entry != null && entry.acknowledge(at);
	}

	/**
	 * Return the findings, the most urgent first.
	 * @return the findings
	 */
	public synchronized List<Finding> findings() {
		List<Finding> findings = new ArrayList<>();
		for (LedgerEntry entry : this.entries.values()) {
			Finding finding = entry.finding();
			if (finding != null) {
				findings.add(finding);
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
		for (LedgerEntry entry : this.entries.values()) {
			Verdict suspected = entry.suspected();
			if (suspected != null) {
				attend(suspected, groups);
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

}
