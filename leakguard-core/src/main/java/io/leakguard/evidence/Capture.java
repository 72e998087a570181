package io.leakguard.evidence;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a capture of evidence went.
 *
 * @param collector the name of the collector
 * @param state where it is
 * @param message how far it is, or why it was refused or failed
 * @param at when it reached that state
 */
public record Capture(String collector, State state, @Nullable String message, Instant at) {

	/**
	 * Return whether it is still to come.
	 * @return whether it waits or is under way
	 */
	public boolean isPending() {
		return this.state == State.WAITING || this.state == State.RUNNING;
	}

	/** Where a capture is. */
	public enum State {

		/** It waits for its turn. */
		WAITING,

		/** It is under way. */
		RUNNING,

		/** Its artifacts are there. */
		DONE,

		/** There was nothing to say. */
		EMPTY,

		/** The budget, the platform or the collector forbids it. */
		REFUSED,

		/** It went wrong. */
		FAILED

	}

}
