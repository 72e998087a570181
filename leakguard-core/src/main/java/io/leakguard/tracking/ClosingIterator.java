package io.leakguard.tracking;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * An iterator that closes its resource when there is nothing left, or when it is closed
 * before. One that is dropped half way is told as {@code NOT_CLOSED}. As thread-safe as
 * the iterator within.
 *
 * @param <E> the type of the elements
 * @see Tracking#closing(Iterator, Closer)
 */
public final class ClosingIterator<E> implements Iterator<E>, AutoCloseable {

	private final Once<? extends Iterator<? extends E>> once;

	ClosingIterator(Once<? extends Iterator<? extends E>> once) {
		this.once = once;
	}

	@Override
	public boolean hasNext() {
		if (this.once.isClosed()) {
			return false;
		}
		boolean more = this.once.resource().hasNext();
		if (!more) {
			this.once.close();
		}
		return more;
	}

	@Override
	public E next() {
		// asks first, so that the last element is followed by the close even without
		// hasNext
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.once.resource().next();
	}

	@Override
	public void remove() {
		this.once.resource().remove();
	}

	@Override
	public void forEachRemaining(Consumer<? super E> action) {
		if (!this.once.isClosed()) {
			this.once.resource().forEachRemaining(action);
			this.once.close();
		}
	}

	@Override
	public void close() {
		this.once.close();
	}

}
