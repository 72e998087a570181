package io.leakguard.tracking;

/** A reference that knows what to do when its referent has been collected. */
interface Reapable {

	/** Called by one thread at a time, once, after the referent is gone. */
	void reap();

}
