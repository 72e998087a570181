package io.leakguard.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.leakguard.population.Kind;
import io.leakguard.population.Kind.Family;
import io.leakguard.population.Unit;

/**
 * Tells, of classes whose objects become more, those that something else drags along. An
 * order that is never removed keeps its lines, its customer and its callbacks: they grow
 * at least as fast as what holds them. Where a class was made at a place of its own, it
 * stands for itself.
 */
final class Victims {

	/** The population of such classes, from histograms. */
	static final String INSTANCES = "jvm.heap.instances";

	/** How fast a victim must grow at least, as a share of what drags it along. */
	private static final double AS_FAST = 0.9;

	/** Part of the loaded classes that a family must be to be named. */
	private static final double GENERATED = 0.2;

	private Victims() {
	}

	static boolean isInstances(Verdict verdict) {
		return verdict.population().name().equals(INSTANCES);
	}

	/**
	 * Return whether a verdict on a class may be that on a victim.
	 * @param cause the verdict that may explain it
	 * @param victim the verdict on the class
	 * @return whether it may
	 */
	static boolean mayBe(Verdict cause, Verdict victim) {
		if (victim.stage() == Stage.CONFIRMED && cause.stage() != Stage.CONFIRMED) {
			return false;
		}
		if (Culprits.explains(cause, victim)) {
			return true;
		}
		if (victim.culprit().site() != null && cause.culprit().site() != null) {
			return false;
		}
		if (cause.growthPerHour() <= 0) {
			return holdsObjects(cause.kind());
		}
		// of all classes that are loaded, those that are generated are a part
		double share = (cause.kind() == Kind.CLASSES_GROW) ? GENERATED : AS_FAST;
		return cause.population().unit() == Unit.BYTES || victim.growthPerHour() >= share * cause.growthPerHour();
	}

	/** Facts have no rate; some of them are about objects that are held. */
	private static boolean holdsObjects(Kind kind) {
		return kind.family() == Family.REFERENCES || kind.family() == Family.COLLECTIONS
				|| kind == Kind.SESSION_RETAINED || kind == Kind.DELAYED_TASK_RETAINED
				|| kind == Kind.CANCELLED_TASKS_RETAINED || kind == Kind.VIRTUAL_THREADS_STUCK;
	}

	/**
	 * Sort verdicts on classes so that what holds comes before what is held: the slowest
	 * first, and of those that grow at the same rate callbacks before data.
	 * @param verdicts the verdicts
	 * @return the sorted verdicts
	 */
	static List<Verdict> ownersFirst(List<Verdict> verdicts) {
		double slowest = verdicts.stream().mapToDouble(Verdict::growthPerHour).min().orElse(0);
		List<Verdict> sorted = new ArrayList<>(verdicts);
		sorted.sort(Comparator.comparing((Verdict verdict) -> verdict.stage() != Stage.CONFIRMED)
			.thenComparing((verdict) -> AS_FAST * verdict.growthPerHour() > slowest)
			.thenComparing((verdict) -> verdict.kind() == Kind.HEAP_GROWS)
			.thenComparing((verdict) -> !verdict.key().endsWith("$$Lambda"))
			.thenComparingDouble(Verdict::growthPerHour)
			.thenComparing(Verdict::key));
		return sorted;
	}

}
