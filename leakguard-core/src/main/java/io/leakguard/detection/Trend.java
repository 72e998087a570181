package io.leakguard.detection;

/**
 * Which way a population goes.
 */
public enum Trend {

	/** Too little is known. */
	UNKNOWN,

	/** It stays where it is. */
	STEADY,

	/** It rises and goes on rising. */
	GROWING,

	/** It rose and rises no more, as a cache or a warm-up does. */
	LEVELLING_OFF,

	/** It falls. */
	SHRINKING

}
