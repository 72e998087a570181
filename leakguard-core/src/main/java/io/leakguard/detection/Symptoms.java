package io.leakguard.detection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Kind;
import io.leakguard.population.Kind.Family;
import org.jspecify.annotations.Nullable;

/**
 * Separates culprits from the victims they drag along. A growing heap beside a growing
 * listener list is one leak, not two; two lists that grow are two. A symptom gives way to
 * the verdict that names its class, its place or its holder; one that names nobody gives
 * way to whatever grows at the same time and can be its cause. Pure and thread-safe.
 */
public final class Symptoms {

	/**
	 * By how much a symptom may seem to have begun before its cause: both beginnings are
	 * read from a line through noise.
	 */
	private static final Duration SAME_TIME = Duration.ofMinutes(15);

	/**
	 * Counts by class, from histograms: of a kind that another probe sees as well, a
	 * class of the JDK says nothing new.
	 */
	private static final String CLASSES = "jvm.heap.classes";

	private static final Comparator<Verdict> MOST_SPECIFIC = Comparator.comparingInt(Specificity::of)
		.thenComparing((Verdict verdict) -> verdict.population().name().equals(CLASSES))
		.thenComparing((Verdict verdict) -> verdict.stage() != Stage.CONFIRMED)
		.thenComparing((Verdict verdict) -> verdict.culprit().site() == null)
		.thenComparing((Verdict verdict) -> verdict.population().name())
		.thenComparing(Verdict::key);

	private final ApplicationFrames frames = new ApplicationFrames();

	/**
	 * Fold symptoms into their causes, and what two probes saw into one.
	 * @param verdicts the verdicts of one scan
	 * @return what is left, and what was folded into it
	 */
	public Explained fold(List<Verdict> verdicts) {
		List<Verdict> ordered = ordered(verdicts);
		List<Entry> kept = new ArrayList<>();
		for (Verdict verdict : ordered) {
			Entry cause = causeOf(verdict, kept);
			if (cause == null) {
				kept.add(new Entry(verdict));
			}
			else {
				cause.take(verdict);
			}
		}
		foldSuspicions(kept);
		Map<Verdict, List<String>> symptoms = new IdentityHashMap<>();
		Map<Verdict, Verdict> causes = new IdentityHashMap<>();
		kept.forEach((entry) -> entry.taken.forEach((verdict) -> causes.put(verdict, entry.verdict)));
		kept.stream()
			.filter((entry) -> !entry.symptoms.isEmpty())
			.forEach((entry) -> symptoms.put(entry.verdict, entry.symptoms));
		return new Explained(kept.stream().map((entry) -> entry.verdict).toList(), symptoms, causes);
	}

	/**
	 * A suspicion of the heap must not stand beside the confirmed growth of its class.
	 */
	private static void foldSuspicions(List<Entry> kept) {
		for (Entry suspicion : List.copyOf(kept)) {
			if (suspicion.verdict.kind().isSymptom() && suspicion.verdict.stage() != Stage.CONFIRMED) {
				kept.stream()
					.filter((entry) -> Victims.isInstances(entry.verdict) && entry.verdict.stage() == Stage.CONFIRMED
							&& Culprits.areSame(entry.verdict, suspicion.verdict) && entry != suspicion)
					.findFirst()
					.ifPresent((entry) -> {
						entry.take(suspicion.verdict);
						entry.taken.addAll(suspicion.taken);
						entry.symptoms.addAll(suspicion.symptoms);
						kept.remove(suspicion);
					});
			}
		}
	}

	/** Classes come after whatever may explain them, and before what names nobody. */
	private List<Verdict> ordered(List<Verdict> verdicts) {
		List<Verdict> ordered = new ArrayList<>(
				verdicts.stream().filter((verdict) -> !Victims.isInstances(verdict)).toList());
		ordered.sort(Comparator.comparing(this::isOfALibrary).thenComparing(MOST_SPECIFIC));
		int named = 0;
		while (named < ordered.size() && Specificity.of(ordered.get(named)) < Specificity.NAMES_NOBODY) {
			named++;
		}
		ordered.addAll(named, Victims.ownersFirst(verdicts.stream().filter(Victims::isInstances).toList()));
		return ordered;
	}

	private @Nullable Entry causeOf(Verdict verdict, List<Entry> kept) {
		if (Victims.isInstances(verdict)) {
			return kept.stream().filter((entry) -> Victims.mayBe(entry.verdict, verdict)).findFirst().orElse(null);
		}
		for (Entry entry : kept) {
			if (isSame(entry.verdict, verdict)) {
				return entry;
			}
		}
		if (verdict.kind() == Kind.ALLOCATION_SURGE || (Culprits.isNamed(verdict) && !isOfALibrary(verdict))) {
			return null;
		}
		for (Entry entry : kept) {
			if (dragsAlong(entry.verdict, verdict)) {
				return entry;
			}
		}
		return null;
	}

	/** What a library keeps for something is of no interest beside that something. */
	private boolean isOfALibrary(Verdict verdict) {
		String type = verdict.culprit().type();
		return verdict.kind() == Kind.HEAP_GROWS && verdict.culprit().site() == null && type != null
				&& !this.frames.isApplication(type);
	}

	private static boolean isSame(Verdict cause, Verdict verdict) {
		if (verdict.kind() == cause.kind() && verdict.population().name().equals(CLASSES)
				&& !cause.population().name().equals(CLASSES) && !Culprits.isNamed(verdict)) {
			return true;
		}
		if (verdict.kind().isSymptom() && !cause.kind().isSymptom()) {
			return Culprits.explains(cause, verdict);
		}
		boolean samePopulation = cause.population().name().equals(verdict.population().name());
		// groups of one population were told apart by the probe that knows them
		return (!samePopulation || cause.kind() != verdict.kind()) && Culprits.areSame(cause, verdict);
	}

	/** Whether a symptom that names nobody comes from a cause, as far as one can tell. */
	private static boolean dragsAlong(Verdict cause, Verdict symptom) {
		if (!symptom.kind().isSymptom() || !canCause(cause, symptom.kind())) {
			return false;
		}
		if (symptom.stage() == Stage.CONFIRMED && cause.stage() != Stage.CONFIRMED) {
			return false;
		}
		return !symptom.since().plus(SAME_TIME).isBefore(cause.since());
	}

	private static boolean canCause(Verdict cause, Kind symptom) {
		Kind kind = cause.kind();
		if (kind.isSymptom() && !Culprits.isNamed(cause)) {
			// what is open has an object, which mostly is of the JDK or of a library
			return (symptom == Kind.GC_PRESSURE && kind == Kind.HEAP_GROWS) || (symptom == Kind.HEAP_GROWS
					&& kind == Kind.FILE_DESCRIPTORS_GROW && cause.culprit().type() != null);
		}
		return switch (symptom) {
			case HEAP_GROWS, GC_PRESSURE ->
				cause.growthPerHour() > 0 || kind.family() == Family.REFERENCES || kind == Kind.CLASS_LOADER_RETAINED;
			case THREADS_GROW -> isOfThreads(kind);
			case FILE_DESCRIPTORS_GROW -> kind.family() == Family.CLOSEABLES || kind == Kind.CLIENT_PER_REQUEST;
			case CLASSES_GROW -> kind == Kind.CLASS_LOADER_RETAINED;
			case DIRECT_MEMORY_GROWS, MAPPED_MEMORY_GROWS ->
				kind == Kind.NOT_CLOSED || kind == Kind.THREAD_LOCAL_NOT_REMOVED || kind == Kind.CLIENT_PER_REQUEST;
			case NATIVE_MEMORY_GROWS -> isOfThreads(kind) || kind == Kind.NOT_CLOSED || kind == Kind.CLASSES_GROW
					|| kind == Kind.CLASS_LOADER_RETAINED || kind == Kind.DIRECT_MEMORY_GROWS;
			default -> false;
		};
	}

	private static boolean isOfThreads(Kind kind) {
		return switch (kind) {
			case EXECUTOR_NOT_SHUT_DOWN, TIMER_NOT_CANCELLED, CLIENT_PER_REQUEST, TASK_STUCK, THREADS_GROW -> true;
			default -> false;
		};
	}

	/** A verdict that is kept, and what was folded into it. */
	private static final class Entry {

		private Verdict verdict;

		private final List<String> symptoms = new ArrayList<>();

		private final List<Verdict> taken = new ArrayList<>();

		Entry(Verdict verdict) {
			this.verdict = verdict;
		}

		void take(Verdict other) {
			this.taken.add(other);
			this.symptoms.add(Reasons.symptom(other));
			if (other.stage() == Stage.CONFIRMED && this.verdict.stage() != Stage.CONFIRMED) {
				this.verdict = this.verdict.confirmedBy(other);
			}
		}

	}

}
