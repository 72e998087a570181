package io.leakguard.tracking;

/**
 * A resource that is closed exactly once, and whose loss is noticed: a guard that is
 * dropped without having been closed is told as {@code NOT_CLOSED} with the class of the
 * resource and the place where it was guarded. Keep the guard, not the resource.
 * Thread-safe.
 *
 * @param <T> the type of the resource
 * @see Tracking#guard(Object, Closer)
 */
public final class Guard<T> implements AutoCloseable {

	private final Once<T> once;

	Guard(Once<T> once) {
		this.once = once;
	}

	/**
	 * Return the resource.
	 * @return the resource
	 * @throws IllegalStateException if it was closed
	 */
	public T get() {
		T resource = this.once.resource();
		if (this.once.isClosed()) {
			throw new IllegalStateException("The guarded " + resource.getClass().getName() + " is closed");
		}
		return resource;
	}

	/**
	 * Return whether it was closed.
	 * @return whether it was closed
	 */
	public boolean isClosed() {
		return this.once.isClosed();
	}

	/**
	 * Close the resource. Every call but the first does nothing. If closing fails, it is
	 * not tried again; a checked exception is wrapped, an {@code IOException} in an
	 * {@code UncheckedIOException}.
	 */
	@Override
	public void close() {
		this.once.close();
	}

}
