package io.leakguard.bench;

import java.util.Map;
import java.util.Set;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A leak, or a healthy behaviour, that is played in a real Spring Boot application. Cases
 * are found through {@link java.util.ServiceLoader}; the object itself is a singleton
 * bean of the application. Nothing in it knows LeakGuard.
 */
public interface LeakCase {

	/**
	 * Return the id, such as {@code A01}.
	 * @return the id
	 */
	String id();

	/**
	 * Extra configuration classes for the application.
	 * @return the classes
	 */
	default Class<?>[] configuration() {
		return new Class<?>[0];
	}

	/**
	 * Extra Spring properties.
	 * @return the properties
	 */
	default Map<String, Object> properties() {
		return Map.of();
	}

	/**
	 * Called once when the application is ready.
	 * @param context the application
	 * @throws Exception if the case cannot be prepared
	 */
	default void prepare(ConfigurableApplicationContext context) throws Exception {
	}

	/**
	 * One unit of work; called {@link #stepsPerScan()} times between two scans.
	 * @param index the number of the step, from 0
	 * @throws Exception if the step failed
	 */
	void step(long index) throws Exception;

	/**
	 * Return how many steps there are between two scans.
	 * @return the number
	 */
	default int stepsPerScan() {
		return 5;
	}

	/**
	 * Whether the runner asks for a collection before each scan (stands for the hours
	 * between two scans in production).
	 * @return whether it does
	 */
	default boolean collectBetweenScans() {
		return true;
	}

	/**
	 * Return what LeakGuard is expected to say.
	 * @return the expectation
	 */
	Expectation expectation();

	/**
	 * What is right.
	 *
	 * @param kinds any of these is right; empty: healthy
	 * @param culprit any of these substrings in type, site, population or reason
	 */
	record Expectation(Set<String> kinds, Set<String> culprit) {

		/**
		 * Return the expectation that nothing is found.
		 * @return the expectation
		 */
		public static Expectation healthy() {
			return new Expectation(Set.of(), Set.of());
		}

	}

}
