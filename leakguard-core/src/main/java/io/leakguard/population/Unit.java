package io.leakguard.population;

import java.util.Locale;

/**
 * What a population is counted in.
 */
public enum Unit {

	/** Objects of any kind. */
	OBJECTS,

	/** Bytes. */
	BYTES,

	/** Platform or virtual threads. */
	THREADS,

	/** Open file descriptors. */
	FILES,

	/** Loaded classes. */
	CLASSES,

	/** Entries of a map, cache, list or queue. */
	ENTRIES,

	/** Tasks of an executor. */
	TASKS,

	/** Connections of a pool. */
	CONNECTIONS,

	/** Meters of a registry. */
	METERS,

	/** Collections, finalizations or other things that happen. */
	EVENTS;

	/**
	 * Return the name as it stands in the report.
	 * @return the name in lower case
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
