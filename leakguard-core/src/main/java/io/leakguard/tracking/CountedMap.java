package io.leakguard.tracking;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A view of a map that counts what is put and removed through it. The sizes before and
 * after tell what a call has done, so that evictions within a put are seen too. As
 * thread-safe as the map; calls of other threads in between make single counts wrong, so
 * the sum is compared with the size now and then.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
class CountedMap<K, V> implements Map<K, V> {

	private static final int CALLS_BETWEEN_SIZES = 256;

	/**
	 * Each thread that is within a call may make the sum wrong by one for that moment; to
	 * correct that would look like members that leave.
	 */
	private static final int TOLERATED = 64;

	private final Map<K, V> map;

	private final Tracker tracker;

	private final @Nullable Class<?> onlyType;

	private final LongAdder balance = new LongAdder();

	private final AtomicInteger calls = new AtomicInteger();

	CountedMap(Map<K, V> map, Tracker tracker) {
		this(map, tracker, null);
	}

	/**
	 * Create a view.
	 * @param map the map
	 * @param tracker counts
	 * @param onlyType what all entries are counted as, or {@code null} for the classes of
	 * their values
	 */
	CountedMap(Map<K, V> map, Tracker tracker, @Nullable Class<?> onlyType) {
		this.map = map;
		this.tracker = tracker;
		this.onlyType = onlyType;
		map.values().forEach(this::added);
	}

	final void added(@Nullable Object value) {
		this.tracker.begun(typeOf(value));
		this.balance.increment();
	}

	final void ended(@Nullable Object value, long number) {
		if (number > 0) {
			this.tracker.ended(typeOf(value), number);
			this.balance.add(-number);
		}
	}

	/** Return how many there are of what was added. */
	final long balance() {
		return this.balance.sum();
	}

	final void replaced(@Nullable Object old, @Nullable Object value) {
		if (typeOf(old) != typeOf(value)) {
			added(value);
			ended(old, 1);
		}
	}

	private Class<?> typeOf(@Nullable Object value) {
		if (this.onlyType != null) {
			return this.onlyType;
		}
		return (value != null) ? value.getClass() : Void.class;
	}

	/**
	 * Count what a call has done.
	 * @param there whether there was an entry of the key
	 * @param before the size before
	 * @param old the value before, if it is known
	 * @param made whether there is a new value
	 * @param value the new value
	 */
	private void changed(boolean there, int before, @Nullable Object old, boolean made, @Nullable Object value) {
		int change = this.map.size() - before;
		if (there) {
			if (made) {
				replaced(old, value);
			}
			ended(old, -change);
		}
		else if (made) {
			added(value);
			// something else was evicted
			ended(value, 1 - change);
		}
		correct(made ? value : old);
	}

	private void correct(@Nullable Object example) {
		if (this.calls.incrementAndGet() % CALLS_BETWEEN_SIZES != 0) {
			return;
		}
		long missing = this.map.size() - balance();
		if (missing < -TOLERATED) {
			ended(example, -missing);
		}
		for (long i = 0; missing > TOLERATED && i < missing; i++) {
			added(example);
		}
	}

	@Override
	public @Nullable V put(K key, V value) {
		boolean there = this.map.containsKey(key);
		int before = this.map.size();
		V old = this.map.put(key, value);
		changed(there || old != null, before, old, true, value);
		return old;
	}

	@Override
	public void putAll(Map<? extends K, ? extends V> others) {
		others.forEach(this::put);
	}

	@Override
	public @Nullable V putIfAbsent(K key, V value) {
		boolean there = this.map.containsKey(key);
		int before = this.map.size();
		V old = this.map.putIfAbsent(key, value);
		if (old == null) {
			changed(there, before, null, true, value);
		}
		return old;
	}

	@Override
	public @Nullable V remove(Object key) {
		int before = this.map.size();
		V old = this.map.remove(key);
		ended(old, (old != null) ? 1 : before - this.map.size());
		correct(old);
		return old;
	}

	@Override
	public boolean remove(Object key, Object value) {
		boolean removed = this.map.remove(key, value);
		ended(value, removed ? 1 : 0);
		return removed;
	}

	@Override
	public void clear() {
		for (V value : this.map.values()) {
			ended(value, 1);
		}
		this.map.clear();
	}

	@Override
	public @Nullable V replace(K key, V value) {
		boolean there = this.map.containsKey(key);
		V old = this.map.replace(key, value);
		if (there) {
			replaced(old, value);
		}
		return old;
	}

	@Override
	public boolean replace(K key, V old, V value) {
		boolean done = this.map.replace(key, old, value);
		if (done) {
			replaced(old, value);
		}
		return done;
	}

	@Override
	public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
		this.map.replaceAll((key, old) -> {
			V value = function.apply(key, old);
			replaced(old, value);
			return value;
		});
	}

	@Override
	public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
		Change change = new Change();
		boolean there = this.map.containsKey(key);
		int before = this.map.size();
		V result = this.map.computeIfAbsent(key, (k) -> change.to(function.apply(k)));
		if (change.to != null) {
			changed(there, before, null, true, change.to);
		}
		return result;
	}

	@Override
	public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> function) {
		Change change = new Change();
		int before = this.map.size();
		V result = this.map.computeIfPresent(key, (k, old) -> {
			change.from = old;
			return change.to(function.apply(k, old));
		});
		if (change.from != null) {
			changed(true, before, change.from, change.to != null, change.to);
		}
		return result;
	}

	@Override
	public @Nullable V compute(K key, BiFunction<? super K, ? super V, ? extends V> function) {
		Change change = new Change();
		boolean there = this.map.containsKey(key);
		int before = this.map.size();
		V result = this.map.compute(key, (k, old) -> {
			change.from = old;
			return change.to(function.apply(k, old));
		});
		changed(there || change.from != null, before, change.from, change.to != null, change.to);
		return result;
	}

	@Override
	public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
		Change change = new Change();
		change.to = value;
		boolean there = this.map.containsKey(key);
		int before = this.map.size();
		V result = this.map.merge(key, value, (old, with) -> {
			change.from = old;
			return change.to(function.apply(old, with));
		});
		changed(there || change.from != null, before, change.from, change.to != null, change.to);
		return result;
	}

	@Override
	public int size() {
		return this.map.size();
	}

	@Override
	public boolean isEmpty() {
		return this.map.isEmpty();
	}

	@Override
	public boolean containsKey(Object key) {
		return this.map.containsKey(key);
	}

	@Override
	public boolean containsValue(Object value) {
		return this.map.containsValue(value);
	}

	@Override
	public @Nullable V get(Object key) {
		return this.map.get(key);
	}

	@Override
	public @Nullable V getOrDefault(Object key, @Nullable V other) {
		return this.map.getOrDefault(key, other);
	}

	@Override
	public void forEach(BiConsumer<? super K, ? super V> action) {
		this.map.forEach(action);
	}

	@Override
	public Set<K> keySet() {
		return new AbstractSet<>() {

			@Override
			public Iterator<K> iterator() {
				return over(Entry::getKey);
			}

			@Override
			public int size() {
				return CountedMap.this.size();
			}

			@Override
			public boolean contains(Object key) {
				return containsKey(key);
			}

			@Override
			public boolean remove(Object key) {
				boolean there = containsKey(key);
				CountedMap.this.remove(key);
				return there;
			}

			@Override
			public void clear() {
				CountedMap.this.clear();
			}

		};
	}

	@Override
	public Collection<V> values() {
		return new AbstractCollection<>() {

			@Override
			public Iterator<V> iterator() {
				return over(Entry::getValue);
			}

			@Override
			public int size() {
				return CountedMap.this.size();
			}

			@Override
			public void clear() {
				CountedMap.this.clear();
			}

		};
	}

	@Override
	public Set<Entry<K, V>> entrySet() {
		return new AbstractSet<>() {

			@Override
			public Iterator<Entry<K, V>> iterator() {
				return over(CountedEntry::new);
			}

			@Override
			public int size() {
				return CountedMap.this.size();
			}

			@Override
			public boolean contains(Object entry) {
				return CountedMap.this.map.entrySet().contains(entry);
			}

			@Override
			public boolean remove(Object entry) {
				return entry instanceof Entry<?, ?> other && CountedMap.this.map.entrySet().contains(entry)
						&& CountedMap.this.remove(other.getKey(), other.getValue());
			}

			@Override
			public void clear() {
				CountedMap.this.clear();
			}

		};
	}

	private <T> Iterator<T> over(Function<Entry<K, V>, T> part) {
		Iterator<Entry<K, V>> entries = this.map.entrySet().iterator();
		return new Iterator<>() {

			private @Nullable Entry<K, V> last;

			@Override
			public boolean hasNext() {
				return entries.hasNext();
			}

			@Override
			public T next() {
				this.last = entries.next();
				return part.apply(this.last);
			}

			@Override
			public void remove() {
				Entry<K, V> entry = this.last;
				if (entry == null) {
					throw new IllegalStateException();
				}
				this.last = null;
				removeLast(entries, entry);
			}

		};
	}

	/** Remove the entry that an iterator has just given. */
	void removeLast(Iterator<Entry<K, V>> entries, Entry<K, V> last) {
		V value = last.getValue();
		entries.remove();
		ended(value, 1);
	}

	@Override
	public boolean equals(Object other) {
		return other == this || this.map.equals(other);
	}

	@Override
	public int hashCode() {
		return this.map.hashCode();
	}

	@Override
	public String toString() {
		return this.map.toString();
	}

	/** What a function of the caller saw and made. */
	static final class Change {

		@Nullable Object from;

		@Nullable Object to;

		<V extends @Nullable Object> V to(V value) {
			this.to = value;
			return value;
		}

	}

	private final class CountedEntry extends AbstractMap.SimpleEntry<K, V> {

		private static final long serialVersionUID = 1L;

		private final transient Entry<K, V> entry;

		CountedEntry(Entry<K, V> entry) {
			super(entry);
			this.entry = Objects.requireNonNull(entry);
		}

		@Override
		public V setValue(V value) {
			super.setValue(value);
			V old = this.entry.setValue(value);
			replaced(old, value);
			return old;
		}

	}

}
