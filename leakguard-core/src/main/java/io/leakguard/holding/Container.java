package io.leakguard.holding;

import java.util.Iterator;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * How to read one class of collections without running code of the application: how many
 * members an instance has, how many it may have, and what the members are. Stateless.
 */
final class Container {

	/** What the members are to each other. */
	enum Form {

		/** Members in the order in which they came. */
		LIST,

		/** Members without order. */
		SET,

		/** {@code Map.Entry} members. */
		MAP,

		/** Members that are meant to leave. */
		QUEUE,

		/** The elements of a reference array that are not {@code null}. */
		ARRAY,

		/** A library's cache. */
		CACHE,

		/** Callbacks that wait for something. */
		CALLBACKS

	}

	private final Form form;

	private final ToLongFunction<Object> size;

	private final ToLongFunction<Object> bound;

	private final ToLongFunction<Object> lifetime;

	private final Function<Object, @Nullable Iterator<?>> members;

	private final boolean constantTime;

	private final boolean ordered;

	private final boolean weakKeys;

	private final boolean copied;

	private Container(Form form, ToLongFunction<Object> size, ToLongFunction<Object> bound,
			ToLongFunction<Object> lifetime, Function<Object, @Nullable Iterator<?>> members, boolean constantTime,
			boolean ordered, boolean weakKeys, boolean copied) {
		this.form = form;
		this.size = size;
		this.bound = bound;
		this.lifetime = lifetime;
		this.members = members;
		this.constantTime = constantTime;
		this.ordered = ordered;
		this.weakKeys = weakKeys;
		this.copied = copied;
	}

	static <T> Container of(Form form, Class<T> type, ToLongFunction<T> size,
			Function<T, @Nullable Iterator<?>> members) {
		return new Container(form, (it) -> size.applyAsLong(type.cast(it)), (it) -> -1, (it) -> -1,
				(it) -> members.apply(type.cast(it)), true, form == Form.LIST || form == Form.QUEUE, false, false);
	}

	Container bound(ToLongFunction<Object> bound) {
		return new Container(this.form, this.size, bound, this.lifetime, this.members, this.constantTime, this.ordered,
				this.weakKeys, this.copied);
	}

	Container lifetime(ToLongFunction<Object> nanos) {
		return new Container(this.form, this.size, this.bound, nanos, this.members, this.constantTime, this.ordered,
				this.weakKeys, this.copied);
	}

	Container slow() {
		return new Container(this.form, this.size, this.bound, this.lifetime, this.members, false, this.ordered,
				this.weakKeys, this.copied);
	}

	Container ordered() {
		return new Container(this.form, this.size, this.bound, this.lifetime, this.members, this.constantTime, true,
				this.weakKeys, this.copied);
	}

	Container weakKeys() {
		return new Container(this.form, this.size, this.bound, this.lifetime, this.members, this.constantTime,
				this.ordered, true, this.copied);
	}

	Container copied() {
		return new Container(this.form, this.size, this.bound, this.lifetime, this.members, this.constantTime, false,
				this.weakKeys, true);
	}

	Container unseen() {
		return new Container(this.form, this.size, this.bound, this.lifetime, (it) -> null, this.constantTime,
				this.ordered, this.weakKeys, this.copied);
	}

	Form form() {
		return this.form;
	}

	/**
	 * Return the number of members.
	 * @param container an instance of the class this was made for
	 * @return the number, or -1 if this instance cannot be read safely
	 */
	long size(Object container) {
		try {
			return this.size.applyAsLong(container);
		}
		catch (RuntimeException | LinkageError ex) {
			return -1;
		}
	}

	/**
	 * Return the number of members there may be.
	 * @param container an instance of the class this was made for
	 * @return the bound or -1 if none is declared
	 */
	long bound(Object container) {
		try {
			return this.bound.applyAsLong(container);
		}
		catch (RuntimeException | LinkageError ex) {
			return -1;
		}
	}

	/**
	 * Return how long a member stays at most.
	 * @param container an instance of the class this was made for
	 * @return the time in nanoseconds, not positive if none is declared
	 */
	long lifetime(Object container) {
		try {
			return this.lifetime.applyAsLong(container);
		}
		catch (RuntimeException | LinkageError ex) {
			return -1;
		}
	}

	/**
	 * Return the members. The application may change the collection meanwhile, so that
	 * {@code next} may throw.
	 * @param container an instance of the class this was made for
	 * @return the members, or {@code null} if they cannot be read safely
	 */
	@Nullable Iterator<?> members(Object container) {
		return this.members.apply(container);
	}

	/**
	 * Return whether the size is read in constant time. If not, reading is rationed.
	 * @return whether it is cheap
	 */
	boolean isConstantTime() {
		return this.constantTime;
	}

	/**
	 * Return whether the oldest members come first.
	 * @return whether the order is that of insertion
	 */
	boolean isOrdered() {
		return this.ordered;
	}

	/**
	 * Return whether iterating copies all members first, so that it is done only to
	 * describe what has doubled.
	 * @return whether iterating is expensive
	 */
	boolean isCopied() {
		return this.copied;
	}

	boolean hasWeakKeys() {
		return this.weakKeys;
	}

	boolean isMap() {
		return this.form == Form.MAP || this.form == Form.CACHE;
	}

}
