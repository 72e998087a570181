package io.leakguard.tracking;

/**
 * Counts the collections that matter: those that would have collected an old object. A
 * young collection says nothing about old objects and is not counted. Called by one
 * thread at a time.
 */
@FunctionalInterface
public interface CollectionCycles {

	/**
	 * Look whether such a collection ran and return how many did.
	 * @return the number of qualifying collections that were seen so far; it never
	 * decreases
	 */
	long observe();

}
