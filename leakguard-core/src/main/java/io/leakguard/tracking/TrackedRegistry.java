package io.leakguard.tracking;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A registry for callbacks that cannot leak unnoticed: what is registered is taken back
 * by closing the registration, and what is not is counted by class and site. A key may
 * have several values. Thread-safe.
 *
 * @param <K> the type of the keys; they need {@code equals} and {@code hashCode}
 * @param <V> the type of the values
 * @see Tracking#registry(String)
 */
public final class TrackedRegistry<K, V> implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(TrackedRegistry.class.getName());

	private static final int MAX_WARNINGS = 100;

	/** Kept with the class, so that it keeps no class. */
	private static final ClassValue<Boolean> EQUALITY = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return hasEquality(type);
		}

	};

	private final String name;

	private final Tracking tracking;

	private final Tracker tracker;

	private final boolean weak;

	private final boolean expectCollected;

	private final UnaryOperator<K> normaliser;

	private final int bound;

	/** What is registered under each key, by number, so in the order of registration. */
	private final Map<K, ConcurrentSkipListMap<Long, Entry<K, V>>> entries = new ConcurrentHashMap<>();

	private final AtomicLong numbers = new AtomicLong();

	private final AtomicInteger size = new AtomicInteger();

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	private TrackedRegistry(Builder<K, V> builder) {
		this.name = builder.name;
		this.tracking = builder.tracking;
		this.tracker = builder.tracking.tracker(builder.name, builder.kind, Unit.OBJECTS);
		this.weak = builder.weak;
		this.expectCollected = builder.expectCollected;
		this.normaliser = builder.normaliser;
		this.bound = builder.bound;
		if (this.bound < Integer.MAX_VALUE) {
			this.tracker.bound(this.bound);
		}
	}

	/**
	 * Return a view of a map that counts what is put and removed through it. The map
	 * itself stays as it is; what goes around the view is not seen. A concurrent map
	 * gives a concurrent view.
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 * @param map the map
	 * @param tracking counts
	 * @param name the name of the population
	 * @return the view
	 */
	public static <K, V> Map<K, V> around(Map<K, V> map, Tracking tracking, String name) {
		Tracker tracker = tracking.tracker(name, Kind.COLLECTION_GROWS, Unit.ENTRIES);
		return (map instanceof ConcurrentMap<K, V> concurrent) ? new CountedConcurrentMap<>(concurrent, tracker)
				: new CountedMap<>(map, tracker);
	}

	/**
	 * Return a view of a concurrent map that counts what is put and removed through it.
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 * @param map the map
	 * @param tracking counts
	 * @param name the name of the population
	 * @return the view
	 */
	public static <K, V> ConcurrentMap<K, V> around(ConcurrentMap<K, V> map, Tracking tracking, String name) {
		return new CountedConcurrentMap<>(map, tracking.tracker(name, Kind.COLLECTION_GROWS, Unit.ENTRIES));
	}

	/**
	 * Register.
	 * @param key what to register under, no array
	 * @param value what to register
	 * @return takes it back. In a registry with weak references, whoever owns the value
	 * must keep this: it is what keeps the value alive.
	 * @throws IllegalArgumentException if the key is an array
	 * @throws IllegalStateException if the registry is full
	 */
	public Registration register(K key, V value) {
		Objects.requireNonNull(value, "'value' must not be null");
		K normal = normal(key);
		if (this.size.incrementAndGet() > this.bound) {
			this.size.decrementAndGet();
			throw new IllegalStateException(
					"'" + this.name + "' is full: it may hold " + this.bound + " registrations at most");
		}
		Entry<K, V> entry = new Entry<>(this, normal, value);
		try {
			this.entries.compute(normal, (ignored, others) -> {
				ConcurrentSkipListMap<Long, Entry<K, V>> all = (others != null) ? others
						: new ConcurrentSkipListMap<>();
				entry.addTo(all);
				return all;
			});
		}
		catch (RuntimeException | Error ex) {
			// such as one of the key's hashCode
			entry.end();
			throw ex;
		}
		return this.weak ? new Holding<>(entry, value) : entry;
	}

	private K normal(K key) {
		check(key);
		K normal = this.normaliser.apply(key);
		if (normal != key) {
			check(normal);
		}
		return normal;
	}

	private void check(K key) {
		Objects.requireNonNull(key, "'key' must not be null");
		Class<?> type = key.getClass();
		if (type.isArray()) {
			throw new IllegalArgumentException("An array is no key for '" + this.name
					+ "': arrays are equal only to themselves, so it would never be found again");
		}
		if (!EQUALITY.get(type) && this.warned.size() < MAX_WARNINGS && this.warned.add(type.getName())) {
			logger.log(System.Logger.Level.WARNING,
					"Keys of " + type.getName() + " in '" + this.name
							+ "' have no equals and hashCode of their own: only the very same object finds "
							+ "its registrations again");
		}
	}

	/** Classes and threads are their own identity. */
	private static boolean hasEquality(Class<?> type) {
		if (type == Class.class || Thread.class.isAssignableFrom(type)) {
			return true;
		}
		try {
			return type.getMethod("hashCode").getDeclaringClass() != Object.class
					&& type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
		}
		catch (NoSuchMethodException | LinkageError ex) {
			return true;
		}
	}

	/**
	 * Return what is registered under a key.
	 * @param key the key
	 * @return the values in the order of registration, a copy
	 */
	public List<V> values(K key) {
		List<V> values = new ArrayList<>();
		Map<Long, Entry<K, V>> found = this.entries.get(normal(key));
		if (found != null) {
			for (Entry<K, V> entry : found.values()) {
				V value = entry.value();
				if (value != null) {
					values.add(value);
				}
			}
		}
		return values;
	}

	/**
	 * Do something for each registration.
	 * @param action what to do; it may register and take back
	 */
	public void forEach(BiConsumer<? super K, ? super V> action) {
		// what the action registers is not for it: that might have no end
		Long last = this.numbers.get();
		this.entries.forEach((key, found) -> {
			for (Entry<K, V> entry : found.headMap(last, true).values()) {
				V value = entry.value();
				if (value != null) {
					action.accept(key, value);
				}
			}
		});
	}

	/**
	 * Return how many registrations stand.
	 * @return the number
	 */
	public int size() {
		return this.size.get();
	}

	/**
	 * Take back all registrations. The registry can be used again.
	 */
	@Override
	public void close() {
		this.entries.values().forEach((found) -> found.values().forEach(Entry::close));
	}

	private void remove(Entry<K, V> entry) {
		this.size.decrementAndGet();
		ConcurrentSkipListMap<Long, Entry<K, V>> registered = entry.registered;
		if (registered != null) {
			// found by its list, not by its key, which may have changed meanwhile
			registered.remove(entry.number);
			if (registered.isEmpty()) {
				this.entries.computeIfPresent(entry.key, (key, others) -> others.isEmpty() ? null : others);
			}
		}
	}

	/**
	 * Builds a {@link TrackedRegistry}. Not thread-safe.
	 *
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 */
	public static final class Builder<K, V> {

		private final String name;

		private final Tracking tracking;

		private Kind kind = Kind.LISTENER_NOT_REMOVED;

		private boolean weak;

		private boolean expectCollected;

		private UnaryOperator<K> normaliser = UnaryOperator.identity();

		private int bound = Integer.MAX_VALUE;

		Builder(String name, Tracking tracking) {
			this.name = name;
			this.tracking = tracking;
		}

		/**
		 * Hold values weakly. The registration that is returned keeps its value alive, so
		 * a registration that is kept in the owner of the callback ends with the owner.
		 * @return this builder
		 */
		public Builder<K, V> weak() {
			this.weak = true;
			return this;
		}

		/**
		 * Bring keys into one form, such as lower case.
		 * @param normaliser gives the form
		 * @return this builder
		 */
		public Builder<K, V> normalise(UnaryOperator<K> normaliser) {
			this.normaliser = normaliser;
			return this;
		}

		/**
		 * Refuse more registrations than this. A registry with a bound does not leak.
		 * @param bound how many there may be
		 * @return this builder
		 */
		public Builder<K, V> bound(int bound) {
			if (bound < 1) {
				throw new IllegalArgumentException("'bound' must be positive, but is " + bound);
			}
			this.bound = bound;
			return this;
		}

		/**
		 * Say what kind of leak a registration is that is never taken back.
		 * @param kind the kind; {@link Kind#LISTENER_NOT_REMOVED} if nothing is said
		 * @return this builder
		 */
		public Builder<K, V> kind(Kind kind) {
			this.kind = kind;
			return this;
		}

		/**
		 * Expect that a value goes once its registration is taken back. Not for values
		 * that are shared or registered again, such as lambdas that capture nothing.
		 * @return this builder
		 */
		public Builder<K, V> expectCollected() {
			this.expectCollected = true;
			return this;
		}

		/**
		 * Return the registry.
		 * @return the registry
		 */
		public TrackedRegistry<K, V> build() {
			return new TrackedRegistry<>(this);
		}

	}

	private static final class Entry<K, V> implements Registration {

		private final TrackedRegistry<K, V> registry;

		private final K key;

		private final Handle handle;

		private final long number;

		private final @Nullable WeakValue<V> weak;

		private @Nullable ConcurrentSkipListMap<Long, Entry<K, V>> registered;

		private @Nullable V strong;

		private boolean closed;

		Entry(TrackedRegistry<K, V> registry, K key, V value) {
			this.registry = registry;
			this.key = key;
			this.number = registry.numbers.incrementAndGet();
			this.weak = registry.weak ? new WeakValue<>(this, value, registry.tracking.watch()) : null;
			this.strong = registry.weak ? null : value;
			this.handle = registry.tracker.opened(value);
		}

		/** Called before anybody else knows the entry. */
		void addTo(ConcurrentSkipListMap<Long, Entry<K, V>> all) {
			this.registered = all;
			all.put(this.number, this);
		}

		synchronized @Nullable V value() {
			return (this.weak != null) ? this.weak.get() : this.strong;
		}

		@Override
		public synchronized boolean isActive() {
			return !this.closed;
		}

		@Override
		public void close() {
			V value = end();
			if (value != null && this.registry.expectCollected) {
				this.registry.tracking.expectCollected(value, "taken back from " + this.registry.name);
			}
		}

		/** End, and return the value if this is what has ended it. */
		@Nullable V end() {
			V value;
			synchronized (this) {
				if (this.closed) {
					return null;
				}
				this.closed = true;
				value = value();
				this.strong = null;
				if (this.weak != null) {
					this.weak.clear();
				}
			}
			this.handle.close();
			this.registry.remove(this);
			return value;
		}

	}

	private static final class WeakValue<V> extends WeakReference<V> implements Reapable {

		private final Entry<?, V> entry;

		WeakValue(Entry<?, V> entry, V value, CollectionWatch watch) {
			super(value, watch.queue());
			this.entry = entry;
		}

		@Override
		public void reap() {
			this.entry.close();
		}

	}

	/** What the owner of a weakly held value keeps. */
	private static final class Holding<V> implements Registration {

		private final Entry<?, V> entry;

		private @Nullable V value;

		Holding(Entry<?, V> entry, V value) {
			this.entry = entry;
			this.value = value;
		}

		@Override
		public boolean isActive() {
			return this.entry.isActive();
		}

		@Override
		public void close() {
			this.entry.close();
			this.value = null;
		}

		@Override
		public String toString() {
			return (this.value != null) ? "active registration" : "closed registration";
		}

	}

}
