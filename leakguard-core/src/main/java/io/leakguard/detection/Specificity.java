package io.leakguard.detection;

import io.leakguard.population.Kind;
import io.leakguard.population.Sign;

/**
 * How much a verdict says about the cause. When two see the same thing, the one that says
 * more is kept.
 */
final class Specificity {

	/** The rank of a symptom that names nobody. */
	static final int NAMES_NOBODY = 7;

	private Specificity() {
	}

	/**
	 * Return the rank.
	 * @param verdict the verdict
	 * @return the rank, the lowest says most
	 */
	static int of(Verdict verdict) {
		Kind kind = verdict.kind();
		if (kind.isSymptom()) {
			return Culprits.isNamed(verdict) ? 6 : NAMES_NOBODY;
		}
		boolean exact = verdict.signs().contains(Sign.EXACT_EVENT) && verdict.stage() == Stage.CONFIRMED;
		return (exact) ? 0 : ofCause(kind);
	}

	private static int ofCause(Kind kind) {
		return switch (kind) {
			// they say why it grows: there is a mistake to be read in the code
			case KEY_MUTATED, KEY_WITHOUT_EQUALS, WEAK_KEY_HELD_BY_VALUE, CLEANER_HOLDS_REFERENT, CLIENT_PER_REQUEST,
					CANCELLED_TASKS_RETAINED, DELAYED_TASK_RETAINED, THREAD_LOCAL_NOT_REMOVED, METER_TAGS_UNBOUNDED ->
				1;
			// they say what was not ended
			case LISTENER_NOT_REMOVED, MBEAN_NOT_UNREGISTERED, SCHEDULED_TASK_NOT_CANCELLED, SUBSCRIPTION_NOT_CANCELLED,
					SESSION_RETAINED, TIMER_NOT_CANCELLED, NOT_CLOSED, CLASS_LOADER_RETAINED, CACHE_UNBOUNDED,
					VIRTUAL_THREADS_STUCK, FINALIZER_BACKLOG, REFERENCE_QUEUE_NOT_DRAINED ->
				2;
			// a timer or client has an executor or queue, and not the other way round
			case EXECUTOR_NOT_SHUT_DOWN, QUEUE_GROWS, REGISTRY_GROWS, TASK_STUCK, POOL_EXHAUSTED -> 3;
			// they say that something is still there
			case NOT_COLLECTED, HELD_TOO_LONG -> 4;
			default -> 5;
		};
	}

}
