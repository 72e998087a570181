package io.leakguard.holding;

import java.util.Collection;

/**
 * Knows where the walk begins. Asked on the scan thread, at most once a scan; must create
 * nothing and wait for nothing.
 */
@FunctionalInterface
public interface Roots {

	/**
	 * Return the roots there are now. Nobody keeps the answer for longer than one scan.
	 * @return the roots
	 */
	Collection<Root> current();

}
