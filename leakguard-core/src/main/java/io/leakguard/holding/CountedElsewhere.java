package io.leakguard.holding;

import java.util.Collection;

/**
 * Knows objects that a probe of their own counts, so that no leak is told twice. Asked on
 * the scan thread once a pass; must create nothing and wait for nothing.
 */
@FunctionalInterface
public interface CountedElsewhere {

	/**
	 * Return what is counted elsewhere and not to be walked into.
	 * @return the objects, which nobody keeps
	 */
	Collection<Object> counted();

}
