package io.leakguard.detection;

/**
 * How sure LeakGuard is, and where a finding is in its life.
 */
public enum Stage {

	/** Something looks like a leak. */
	SUSPECTED,

	/** A second, independent sign says so too, or it is exact. */
	CONFIRMED,

	/** It has gone, and the finding says how. */
	RESOLVED

}
