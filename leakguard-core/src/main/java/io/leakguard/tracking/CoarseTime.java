package io.leakguard.tracking;

import java.time.InstantSource;

/**
 * A clock that costs one volatile read. It moves when it is told to, about once a second
 * and at every scan, and each time by at least a millisecond, so that what was opened
 * before a scan can be told from what was opened after it. It never goes back.
 */
final class CoarseTime {

	private final InstantSource source;

	private volatile long now;

	CoarseTime(InstantSource source) {
		this.source = source;
		this.now = source.millis();
	}

	/**
	 * Return the time of the last move.
	 * @return milliseconds since the epoch
	 */
	long now() {
		return this.now;
	}

	/**
	 * Move on.
	 * @return the new time, later than whatever {@link #now()} has returned before
	 */
	synchronized long advance() {
		this.now = Math.max(this.now + 1, this.source.millis());
		return this.now;
	}

}
