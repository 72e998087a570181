package io.leakguard.tracking;

import java.util.Comparator;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A spliterator that closes a resource when all its parts are exhausted. It does not say
 * how many elements there are, even if that is known: {@code count()} would then take the
 * number, not traverse anything, and so never close.
 *
 * @param <E> the type of the elements
 */
final class ClosingSpliterator<E> implements Spliterator<E> {

	private final Spliterator<E> elements;

	private final Once<?> once;

	private final AtomicInteger parts;

	private boolean exhausted;

	ClosingSpliterator(Spliterator<E> elements, Once<?> once) {
		this(elements, once, new AtomicInteger(1));
	}

	private ClosingSpliterator(Spliterator<E> elements, Once<?> once, AtomicInteger parts) {
		this.elements = elements;
		this.once = once;
		this.parts = parts;
	}

	@Override
	public boolean tryAdvance(Consumer<? super E> action) {
		boolean advanced = this.elements.tryAdvance(action);
		if (!advanced) {
			exhausted();
		}
		return advanced;
	}

	@Override
	public void forEachRemaining(Consumer<? super E> action) {
		this.elements.forEachRemaining(action);
		exhausted();
	}

	private void exhausted() {
		if (!this.exhausted) {
			this.exhausted = true;
			if (this.parts.decrementAndGet() == 0) {
				this.once.close();
			}
		}
	}

	@Override
	public @Nullable Spliterator<E> trySplit() {
		Spliterator<E> prefix = this.elements.trySplit();
		if (prefix == null) {
			return null;
		}
		this.parts.incrementAndGet();
		return new ClosingSpliterator<>(prefix, this.once, this.parts);
	}

	@Override
	public long estimateSize() {
		return this.elements.estimateSize();
	}

	@Override
	public long getExactSizeIfKnown() {
		return -1;
	}

	@Override
	public int characteristics() {
		return this.elements.characteristics() & ~(SIZED | SUBSIZED);
	}

	@Override
	public Comparator<? super E> getComparator() {
		return this.elements.getComparator();
	}

}
