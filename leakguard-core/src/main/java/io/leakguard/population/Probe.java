package io.leakguard.population;

/**
 * Counts populations when asked. A probe reads only, is cheap (well under a millisecond
 * unless it is rationed), never calls application code such as {@code toString},
 * {@code equals}, {@code hashCode} or a foreign {@code size}, and holds objects of the
 * application weakly if at all. It is called by one thread at a time.
 * <p>
 * To support one more registry or library is to write one class of this type. Whatever it
 * throws is reported under its name and stops nothing else; after repeated failure it is
 * no longer asked.
 */
public interface Probe {

	/**
	 * Return the name under which failures are reported, such as {@code jvm.threads}.
	 * @return the name, unique and constant
	 */
	String name();

	/**
	 * Count.
	 * @param census takes the populations
	 * @throws UnavailableException if this JVM or platform cannot tell; the probe is
	 * listed as unavailable and not asked again
	 * @throws Exception if counting failed
	 */
	void count(Census census) throws Exception;

	/**
	 * This JVM, platform or library version cannot tell.
	 */
	final class UnavailableException extends RuntimeException {

		/**
		 * Create an exception.
		 * @param reason why, for the operator
		 */
		public UnavailableException(String reason) {
			super(reason, null, false, false);
		}

	}

}
