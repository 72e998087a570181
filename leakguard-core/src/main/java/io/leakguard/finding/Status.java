package io.leakguard.finding;

/**
 * The state of the application at a glance.
 */
public enum Status {

	/** The application has not settled yet. */
	WARMING_UP,

	/** Nothing is under suspicion. */
	CLEAN,

	/** Something is under suspicion, nothing is confirmed. */
	SUSPECT,

	/** At least one leak is confirmed. */
	LEAKING

}
