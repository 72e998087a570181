package io.leakguard.evidence;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.leakguard.finding.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Captures one kind of evidence, off the scan's path, one at a time, within a budget.
 */
public interface EvidenceCollector {

	/**
	 * Return the name by which it is asked for, which its artifacts begin with.
	 * @return the name, lower case with hyphens
	 */
	String name();

	/**
	 * Return whether it has something to say of a finding of this kind and stage, on its
	 * own, without having been asked.
	 * @param finding the finding that has changed its stage
	 * @return whether to call {@link #collect}
	 */
	boolean isWantedFor(Finding finding);

	/**
	 * Return whether a suspicion alone is worth a capture. One that stops the application
	 * may do no more than {@link #prepare} then, unless it is asked.
	 * @return whether to collect then; by default it is
	 */
	default boolean isWantedOnSuspicion() {
		return true;
	}

	/**
	 * Begin to gather what a capture will need. Called instead of {@link #collect} for a
	 * suspicion, if that alone is not worth a capture.
	 */
	default void prepare() {
	}

	/**
	 * Let go of what was gathered: nothing is under suspicion any more.
	 */
	default void release() {
	}

	/**
	 * Return whether what it made last says little and a later capture may well say more.
	 * Then some more are made by themselves.
	 * @return whether to try again; by default not
	 */
	default boolean mayImprove() {
		return false;
	}

	/**
	 * Return whether it also has something to say when a finding has been resolved.
	 * @return whether to collect then; by default not
	 */
	default boolean isWantedAtTheEnd() {
		return false;
	}

	/**
	 * Capture.
	 * @param finding what is to be explained
	 * @return the artifacts, none if there is nothing to say
	 * @throws RefusedException if the budget, the platform or the collector forbids it
	 * @throws Exception if it failed
	 */
	List<Artifact> collect(Finding finding) throws Exception;

	/**
	 * Capture and tell how far it is, if that takes long.
	 * @param finding what is to be explained
	 * @param progress is told how far it is, in a few words
	 * @return the artifacts, none if there is nothing to say
	 * @throws RefusedException if the budget, the platform or the collector forbids it
	 * @throws Exception if it failed
	 */
	default List<Artifact> collect(Finding finding, Consumer<String> progress) throws Exception {
		return collect(finding);
	}

	/**
	 * Return the longest time over which it may be asked to capture.
	 * @return the time; zero for a collector that looks at one moment
	 */
	default Duration longestDuration() {
		return Duration.ZERO;
	}

	/**
	 * Capture over a time that was asked for.
	 * @param finding what is to be explained
	 * @param duration over how long, at most {@link #longestDuration()}, or {@code null}
	 * for what is usual
	 * @param progress is told how far it is, in a few words
	 * @return the artifacts, none if there is nothing to say
	 * @throws RefusedException if the budget, the platform or the collector forbids it
	 * @throws Exception if it failed
	 */
	default List<Artifact> collect(Finding finding, @Nullable Duration duration, Consumer<String> progress)
			throws Exception {
		return collect(finding, progress);
	}

	/** Evidence was not captured, for a reason that the operator can read. */
	class RefusedException extends RuntimeException {

		/**
		 * Create an exception.
		 * @param reason why
		 */
		public RefusedException(String reason) {
			super(reason, null, false, false);
		}

	}

	/**
	 * There is nothing to be seen yet; a capture that nobody asked for is tried again.
	 */
	final class NotYetException extends RefusedException {

		/**
		 * Create an exception.
		 * @param reason why
		 */
		public NotYetException(String reason) {
			super(reason);
		}

	}

}
