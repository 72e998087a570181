package io.leakguard.autoconfigure;

import io.leakguard.LeakGuard;

/**
 * Changes the auto-configured {@link LeakGuard} before it is built. Declare a bean of
 * this type for what has no property, such as a clock.
 */
@FunctionalInterface
public interface LeakGuardCustomizer {

	/**
	 * Customize.
	 * @param builder the builder, with the settings of the properties
	 */
	void customize(LeakGuard.Builder builder);

}
