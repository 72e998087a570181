package io.leakguard.tracking;

/**
 * The end of something that a {@link Tracker} was told of. Closing is idempotent, cheap
 * (tens of nanoseconds), thread-safe and never throws. The thing itself is the best place
 * to keep its handle: then a thing that is dropped without having been closed is noticed.
 */
public interface Handle extends AutoCloseable {

	/** A handle that stands for nothing. */
	Handle NONE = () -> {
	};

	/**
	 * Say that the thing has ended. Every call but the first does nothing.
	 */
	@Override
	void close();

}
