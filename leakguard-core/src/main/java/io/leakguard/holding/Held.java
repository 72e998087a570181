package io.leakguard.holding;

import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * One place where a collection is held. It remembers the owner and the field rather than
 * the collection, because collections that are copied on write are replaced by larger
 * ones; and it remembers both weakly.
 */
final class Held {

	private static final int ITSELF = -1;

	private final WeakReference<Object> owner;

	private final int slot;

	private final boolean isStatic;

	private int arrayLength = -1;

	private boolean growable;

	private long offset = -1;

	private Held(Object owner, int slot, boolean isStatic) {
		this.owner = new WeakReference<>(owner);
		this.slot = slot;
		this.isStatic = isStatic;
	}

	static Held field(Object owner, int slot) {
		return new Held(owner, slot, false);
	}

	static Held staticField(Class<?> owner, int slot) {
		return new Held(owner, slot, true);
	}

	static Held itself(Object collection) {
		return new Held(collection, ITSELF, false);
	}

	boolean isGone() {
		return this.owner.refersTo(null);
	}

	boolean isOf(Object owner) {
		return this.owner.refersTo(owner);
	}

	/**
	 * Return whether it is in a field of a library, so that its keys are names of what
	 * the library keeps.
	 * @param shapes the shapes of classes
	 * @return whether the owner of the field is not of the application
	 */
	boolean isOfLibrary(Shapes shapes) {
		Object owner = this.owner.get();
		if (owner == null || this.slot == ITSELF) {
			return false;
		}
		return !shapes.isApplication((this.isStatic) ? (Class<?>) owner : owner.getClass());
	}

	/**
	 * Return the collection that is held here now.
	 * @param shapes the shapes of classes
	 * @return the collection, or {@code null} if there is none that can be read
	 */
	@Nullable Object collection(Shapes shapes) {
		Object owner = this.owner.get();
		if (owner == null || this.slot == ITSELF) {
			return owner;
		}
		Shape shape = shapes.of((this.isStatic) ? (Class<?>) owner : owner.getClass());
		var slots = this.isStatic ? shape.statics() : shape.fields();
		return (this.slot < slots.size()) ? unwrap(slots.get(this.slot).read(owner)) : null;
	}

	/**
	 * Return how much of a size counts. A collection that joins others later brings what
	 * it has with it, which is no growth.
	 * @param size the size
	 * @param joins whether the others have been read before
	 * @return the size without what was brought
	 */
	long counted(long size, boolean joins) {
		if (this.offset < 0) {
			this.offset = joins ? size : 0;
		}
		return Math.max(0, size - this.offset);
	}

	/**
	 * Return the number of members a collection may have.
	 * @param container how to read it
	 * @param collection the collection
	 * @return the bound or -1
	 */
	long bound(Container container, Object collection) {
		int length = (collection instanceof Object[] array) ? array.length
				: (collection instanceof AtomicReferenceArray<?> array) ? array.length() : -1;
		if (length >= 0) {
			// an array that has never been replaced by a longer one is a ring or a table
			this.growable |= this.arrayLength >= 0 && length != this.arrayLength;
			this.arrayLength = length;
			return this.growable ? -1 : length;
		}
		return container.bound(collection);
	}

	/**
	 * Look through the holders of one object that belong to the JDK.
	 * @param value what a field holds
	 * @return what is inside
	 */
	static @Nullable Object unwrap(@Nullable Object value) {
		Object inner = value;
		if (inner instanceof AtomicReference<?> reference && inner.getClass() == AtomicReference.class) {
			inner = reference.get();
		}
		if (inner instanceof Optional<?> optional) {
			inner = optional.orElse(null);
		}
		if (inner != null && (inner.getClass() == ThreadPoolExecutor.class
				|| inner.getClass() == ScheduledThreadPoolExecutor.class)) {
			inner = ((ThreadPoolExecutor) inner).getQueue();
		}
		return inner;
	}

}
