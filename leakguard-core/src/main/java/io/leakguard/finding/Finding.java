package io.leakguard.finding;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Verdict;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A suspected or confirmed leak. Immutable and thread-safe; the {@link Ledger} replaces
 * it by its successor in each scan.
 *
 * @param id the stable identity: a hash of kind, population and group
 * @param kind the kind of leak
 * @param stage where it is in its life
 * @param severity how urgent it is
 * @param population the name of the population
 * @param key the identity of the group within the population, empty for the whole
 * @param unit what it is counted in
 * @param culprit who made it
 * @param holder the path that holds it, if known
 * @param count how many there are
 * @param baseline how many there were when the application had settled
 * @param growthPerHour units per hour
 * @param added how many have been added so far, or -1 if nobody counts
 * @param ended how many have ended so far, or -1 if nobody counts
 * @param since when the growth began or the fact became true
 * @param suspectedAt when it was first suspected
 * @param confirmedAt when it was confirmed, if it was
 * @param resolvedAt when it was resolved, if it was
 * @param limit the count at which the process fails, if there is one
 * @param exhaustedIn the time to the limit at this rate, if there is a limit
 * @param reason why it is a leak, in one sentence with numbers
 * @param remedy how to mend it
 * @param signs the second signs
 * @param symptoms what else grows because of it
 * @param timeline its life so far, the oldest first
 * @param origins the stacks that made it, as far as captured
 * @param acknowledged whether an operator has put it aside
 */
public record Finding(String id, Kind kind, Stage stage, Severity severity, String population, String key, Unit unit,
		Culprit culprit, @Nullable String holder, long count, long baseline, double growthPerHour, long added,
		long ended, Instant since, Instant suspectedAt, @Nullable Instant confirmedAt, @Nullable Instant resolvedAt,
		@Nullable Long limit, @Nullable Duration exhaustedIn, String reason, String remedy, Set<Sign> signs,
		List<String> symptoms, List<TimelineEntry> timeline, List<Origin> origins, boolean acknowledged) {

	/** Steps kept of a timeline: the first and the last ones. */
	private static final int MAX_TIMELINE = 20;

	public Finding {
		signs = Set.copyOf(signs);
		symptoms = List.copyOf(symptoms);
		timeline = List.copyOf(timeline);
		origins = List.copyOf(origins);
	}

	/**
	 * Return the identity of what a verdict is about.
	 * @param kind the kind
	 * @param population the population
	 * @param key the key of the group
	 * @return eight hexadecimal digits, the same in every run
	 */
	public static String idOf(Kind kind, String population, String key) {
		CRC32 crc = new CRC32();
		crc.update((kind.name() + '\n' + population + '\n' + key).getBytes(StandardCharsets.UTF_8));
		return String.format("%08x", crc.getValue());
	}

	/**
	 * Return the identity of what a verdict is about.
	 * @param verdict the verdict
	 * @return eight hexadecimal digits
	 */
	public static String idOf(Verdict verdict) {
		return idOf(verdict.kind(), verdict.population().name(), verdict.key());
	}

	static Finding suspect(Verdict verdict, Severity severity, String reason, String remedy, Instant at) {
		return new Finding(idOf(verdict), verdict.kind(), Stage.SUSPECTED, severity, verdict.population().name(),
				verdict.key(), verdict.population().unit(), verdict.culprit(), verdict.holder(), verdict.count(),
				verdict.baseline(), verdict.growthPerHour(), verdict.added(), verdict.ended(), verdict.since(), at,
				null, null, verdict.limit(), verdict.exhaustedIn(), reason, remedy, verdict.signs(), List.of(),
				List.of(new TimelineEntry(at, Stage.SUSPECTED, reason)), verdict.population().origins(verdict.key()),
				false);
	}

	/**
	 * Return whether the finding is still a matter: not resolved and not put aside.
	 * @return whether it is open
	 */
	public boolean isOpen() {
		return this.stage != Stage.RESOLVED && !this.acknowledged;
	}

	/**
	 * Return whether it is confirmed.
	 * @return whether it is
	 */
	public boolean isConfirmed() {
		return this.stage == Stage.CONFIRMED;
	}

	Finding update(Verdict verdict, Severity severity, String reason, String remedy) {
		Set<Sign> signs = new TreeSet<>(this.signs);
		signs.addAll(verdict.signs());
		Culprit culprit = new Culprit(
				(verdict.culprit().type() != null) ? verdict.culprit().type() : this.culprit.type(),
				(verdict.culprit().site() != null) ? verdict.culprit().site() : this.culprit.site());
		List<Origin> origins = verdict.population().origins(verdict.key());
		return new Finding(this.id, this.kind, this.stage, severity, verdict.population().name(), verdict.key(),
				verdict.population().unit(), culprit, (verdict.holder() != null) ? verdict.holder() : this.holder,
				verdict.count(), isFrom(verdict) ? this.baseline : verdict.baseline(), verdict.growthPerHour(),
				verdict.added(), verdict.ended(), this.since, this.suspectedAt, this.confirmedAt, this.resolvedAt,
				verdict.limit(), verdict.exhaustedIn(), reason, remedy, signs, this.symptoms, this.timeline,
				origins.isEmpty() ? this.origins : origins, this.acknowledged);
	}

	/**
	 * Return whether this was last told from what a verdict is about.
	 * @param verdict the verdict
	 * @return whether population and group are the same
	 */
	boolean isFrom(Verdict verdict) {
		return this.population.equals(verdict.population().name()) && this.key.equals(verdict.key());
	}

	Finding confirm(Instant at, String note) {
		return new Finding(this.id, this.kind, Stage.CONFIRMED, this.severity, this.population, this.key, this.unit,
				this.culprit, this.holder, this.count, this.baseline, this.growthPerHour, this.added, this.ended,
				this.since, this.suspectedAt, at, null, this.limit, this.exhaustedIn, this.reason, this.remedy,
				this.signs, this.symptoms, append(at, Stage.CONFIRMED, note), this.origins, this.acknowledged);
	}

	Finding resolve(Instant at, String note) {
		return new Finding(this.id, this.kind, Stage.RESOLVED, this.severity, this.population, this.key, this.unit,
				this.culprit, this.holder, this.count, this.baseline, 0, this.added, this.ended, this.since,
				this.suspectedAt, this.confirmedAt, at, this.limit, null, this.reason, this.remedy, this.signs,
				this.symptoms, append(at, Stage.RESOLVED, note), this.origins, this.acknowledged);
	}

	Finding reopen(Instant at, String note) {
		return new Finding(this.id, this.kind, Stage.SUSPECTED, this.severity, this.population, this.key, this.unit,
				this.culprit, this.holder, this.count, this.baseline, this.growthPerHour, this.added, this.ended,
				this.since, at, null, null, this.limit, this.exhaustedIn, this.reason, this.remedy, this.signs,
				this.symptoms, append(at, Stage.SUSPECTED, note), this.origins, this.acknowledged);
	}

	Finding acknowledge(Instant at) {
		return new Finding(this.id, this.kind, this.stage, this.severity, this.population, this.key, this.unit,
				this.culprit, this.holder, this.count, this.baseline, this.growthPerHour, this.added, this.ended,
				this.since, this.suspectedAt, this.confirmedAt, this.resolvedAt, this.limit, this.exhaustedIn,
				this.reason, this.remedy, this.signs, this.symptoms, append(at, this.stage, "acknowledged"),
				this.origins, true);
	}

	Finding unacknowledge() {
		return new Finding(this.id, this.kind, this.stage, this.severity, this.population, this.key, this.unit,
				this.culprit, this.holder, this.count, this.baseline, this.growthPerHour, this.added, this.ended,
				this.since, this.suspectedAt, this.confirmedAt, this.resolvedAt, this.limit, this.exhaustedIn,
				this.reason, this.remedy, this.signs, this.symptoms, this.timeline, this.origins, false);
	}

	Finding symptoms(List<String> symptoms) {
		return new Finding(this.id, this.kind, this.stage, this.severity, this.population, this.key, this.unit,
				this.culprit, this.holder, this.count, this.baseline, this.growthPerHour, this.added, this.ended,
				this.since, this.suspectedAt, this.confirmedAt, this.resolvedAt, this.limit, this.exhaustedIn,
				this.reason, this.remedy, this.signs, symptoms, this.timeline, this.origins, this.acknowledged);
	}

	private List<TimelineEntry> append(Instant at, Stage stage, String note) {
		List<TimelineEntry> entries = new ArrayList<>(this.timeline);
		entries.add(new TimelineEntry(at, stage, note));
		if (entries.size() > MAX_TIMELINE) {
			entries.remove(1);
		}
		return entries;
	}

}
