package io.leakguard.tracking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a resource exactly once, and is what is watched for it: whoever can still close
 * it holds this.
 *
 * @param <T> the type of the resource
 */
final class Once<T> implements AutoCloseable {

	private final T resource;

	private final Closer<? super T> closer;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Handle handle;

	Once(T resource, Closer<? super T> closer, Tracker tracker) {
		this.resource = resource;
		this.closer = closer;
		this.handle = tracker.opened(this, resource.getClass());
	}

	T resource() {
		return this.resource;
	}

	boolean isClosed() {
		return this.closed.get();
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.handle.close();
		try {
			this.closer.close(this.resource);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new IllegalStateException("Closing " + this.resource.getClass().getName() + " failed", ex);
		}
	}

}
