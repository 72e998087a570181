package io.leakguard.jvm;

import java.util.Optional;

import io.leakguard.population.Culprit;

/**
 * What a closer look at a heap under suspicion has shown. May be asked by any thread.
 */
public interface CloserLook {

	/** There is none. */
	CloserLook NONE = new CloserLook() {

		@Override
		public Optional<Culprit> leader() {
			return Optional.empty();
		}

		@Override
		public boolean isLeaderPersistent() {
			return false;
		}

		@Override
		public boolean isLooking() {
			return false;
		}

	};

	/**
	 * Return the class that grows most, with what it drags along.
	 * @return the culprit, empty if none is known
	 */
	Optional<Culprit> leader();

	/**
	 * Return whether what {@link #leader()} names has grown for so long that a cache or
	 * pool would have filled. Only then it is a sign.
	 * @return whether it persists
	 */
	boolean isLeaderPersistent();

	/**
	 * Return what else is known of what {@link #leader()} names.
	 * @return one clause, empty if nothing is
	 */
	default Optional<String> leaderNote() {
		return Optional.empty();
	}

	/**
	 * Return whether a look is under way that may still name somebody.
	 * @return whether it is
	 */
	boolean isLooking();

}
