package io.leakguard.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.leakguard.history.History;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Kind;
import io.leakguard.population.Kind.Family;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Withholds what the heap says of objects that are kept where they may be: a cache that
 * fills up to its bound, or sessions before the first of them expire, make the heap grow
 * as well. Once it is full, whatever still grows is told. Immutable and thread-safe.
 */
public final class Filling {

	/** Counts by class, from histograms that were taken on suspicion. */
	private static final String CLASSES = "jvm.heap.classes";

	/** Objects of one class that one member may bring along. */
	private static final int OBJECTS_PER_MEMBER = 10;

	/** Members for one object: not each of them need be of the class. */
	private static final int MEMBERS_PER_OBJECT = 2;

	/** Room for counts that were read at different times. */
	private static final int FEW = 5;

	/** Scans after which two series can be compared. */
	private static final int COMPARABLE = 12;

	private final Allowance allowance;

	private final ApplicationFrames frames = new ApplicationFrames();

	/**
	 * Create a filter.
	 * @param detector judges where they are kept, by the same numbers
	 */
	public Filling(GrowthDetector detector) {
		this.allowance = detector.allowance();
	}

	/**
	 * Leave out the verdicts on the heap that the filling of something bounded explains.
	 * @param verdicts the verdicts of one scan
	 * @param subjects everything that was counted; asked for only if the heap is among
	 * the verdicts
	 * @param told whether a verdict is about a finding that is open already; it stays, so
	 * that it is not taken for resolved
	 * @param now the time of the scan
	 * @return the verdicts that are left
	 */
	public List<Verdict> withhold(List<Verdict> verdicts, Supplier<List<Subject>> subjects, Predicate<Verdict> told,
			Instant now) {
		if (verdicts.stream().noneMatch((verdict) -> isOfObjects(verdict) && !told.test(verdict))) {
			return verdicts;
		}
		List<Subject> all = subjects.get();
		List<Subject> filling = all.stream().filter((subject) -> isFilling(subject, now)).toList();
		if (filling.isEmpty()) {
			return verdicts;
		}
		return verdicts.stream()
			.filter((verdict) -> !isOfObjects(verdict) || told.test(verdict) || !isKept(verdict, all, filling))
			.toList();
	}

	private static boolean isOfObjects(Verdict verdict) {
		return verdict.culprit().type() != null && (Victims.isInstances(verdict)
				|| (verdict.kind() == Kind.HEAP_GROWS && verdict.population().unit() == Unit.BYTES));
	}

	private boolean isFilling(Subject subject, Instant now) {
		Kind kind = subject.population().kind();
		return subject.population().unit() != Unit.BYTES && subject.history().hasChanged()
				&& (kind.family() == Family.COLLECTIONS || kind == Kind.SESSION_RETAINED)
				&& this.allowance.covers(subject.population(), subject.history(), now);
	}

	/** Of the populations that count the class, the one that has done so for longest. */
	private static @Nullable History objectsOf(Verdict verdict, List<Subject> all) {
		String type = Objects.requireNonNull(verdict.culprit().type());
		return all.stream()
			.filter((subject) -> subject.key().equals(type))
			.filter((subject) -> subject.population().name().equals(Victims.INSTANCES)
					|| subject.population().name().equals(CLASSES))
			.map(Subject::history)
			.min(Comparator.comparing(History::start))
			.orElse(null);
	}

	/**
	 * Objects of a library, such as the entries of its cache, must be counted: there may
	 * be others of them everywhere.
	 */
	private boolean isKept(Verdict verdict, List<Subject> all, List<Subject> filling) {
		History objects = objectsOf(verdict, all);
		boolean wait = objects != null || this.frames.isApplicationType(verdict.culprit().type());
		return filling.stream()
			.map(Subject::history)
			.anyMatch((members) -> (objects != null && objects.scanCount() >= COMPARABLE)
					? growTogether(objects, members) : wait && isRising(members));
	}

	/** As long as the objects are not known for long enough, one waits until they are. */
	private static boolean isRising(History members) {
		return members.riseSince(lately(members.start(), members)) > FEW;
	}

	private static Instant lately(Instant since, History members) {
		return since.plus(Duration.between(since, members.lastAt()).multipliedBy(2).dividedBy(3));
	}

	/**
	 * All along, and the members of late as well: what is full explains nothing that
	 * still grows. Objects are counted seldom, so that of late they may not have been.
	 */
	private static boolean growTogether(History objects, History members) {
		Instant since = objects.start().isAfter(members.start()) ? objects.start() : members.start();
		Instant recently = lately(since, members);
		double moreObjects = objects.riseSince(since);
		double moreMembers = members.riseSince(since);
		double lately = members.riseSince(recently);
		return lately > 0 && objects.riseSince(recently) <= OBJECTS_PER_MEMBER * lately + FEW
				&& moreObjects <= OBJECTS_PER_MEMBER * moreMembers + FEW
				&& moreMembers <= MEMBERS_PER_OBJECT * moreObjects + FEW;
	}

}
