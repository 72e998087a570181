package io.leakguard.bench.trend;

/**
 * A shape that series are drawn from: one column of a table.
 */
interface Column {

	/** Return the head of the column. */
	String label();

	/** Return whether it leaks, and is to be flagged. */
	boolean isLeak();

}
