package io.leakguard.tracking;

/**
 * A registration that can be taken back. Closing is idempotent and thread-safe. In a
 * registry with weak references, the registration is what keeps the value alive.
 */
public interface Registration extends Handle {

	/**
	 * Return whether the registration still stands.
	 * @return whether it has not been closed
	 */
	boolean isActive();

}
