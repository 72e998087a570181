package io.leakguard.tracking;

/**
 * Closes something.
 *
 * @param <T> the type of what is closed
 */
@FunctionalInterface
public interface Closer<T> {

	/**
	 * Close.
	 * @param resource what is closed
	 * @throws Exception if it failed
	 */
	void close(T resource) throws Exception;

}
