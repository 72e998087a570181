package io.leakguard.tracking;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A view of a concurrent map that counts what is put and removed through it. Such a map
 * has no null values and answers each call with what it has done, so the counts are exact
 * whatever other threads do. A map that is not the JDK's may drop entries by itself, so
 * its size is asked now and then.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class CountedConcurrentMap<K, V> extends CountedMap<K, V> implements ConcurrentMap<K, V> {

	private static final int CALLS_BETWEEN_SIZES = 256;

	private final ConcurrentMap<K, V> map;

	private final boolean corrected;

	private final AtomicInteger calls = new AtomicInteger();

	CountedConcurrentMap(ConcurrentMap<K, V> map, Tracker tracker) {
		super(map, tracker, isJdk(map) ? null : map.getClass());
		this.map = map;
		this.corrected = !isJdk(map);
	}

	private static boolean isJdk(Map<?, ?> map) {
		return map.getClass().getName().startsWith("java.util.");
	}

	private <R extends @Nullable Object> R changed(@Nullable Object old, @Nullable Object now, R result) {
		if (old == null && now != null) {
			added(now);
		}
		else if (old != null && now == null) {
			ended(old, 1);
		}
		else if (old != null) {
			replaced(old, now);
		}
		if (this.corrected && this.calls.incrementAndGet() % CALLS_BETWEEN_SIZES == 0) {
			correct();
		}
		return result;
	}

	private void correct() {
		ended(null, balance() - this.map.size());
	}

	@Override
	public @Nullable V put(K key, V value) {
		V old = this.map.put(key, value);
		return changed(old, value, old);
	}

	@Override
	public @Nullable V putIfAbsent(K key, V value) {
		V old = this.map.putIfAbsent(key, value);
		return changed(old, (old != null) ? old : value, old);
	}

	@Override
	public @Nullable V remove(Object key) {
		V old = this.map.remove(key);
		return changed(old, null, old);
	}

	@Override
	public boolean remove(Object key, Object value) {
		boolean removed = this.map.remove(key, value);
		return changed(removed ? value : null, null, removed);
	}

	@Override
	public void clear() {
		this.map.keySet().forEach(this::remove);
	}

	@Override
	public @Nullable V replace(K key, V value) {
		V old = this.map.replace(key, value);
		return changed(old, (old != null) ? value : null, old);
	}

	@Override
	public boolean replace(K key, V old, V value) {
		boolean done = this.map.replace(key, old, value);
		return changed(done ? old : null, done ? value : null, done);
	}

	@Override
	public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
		Change change = new Change();
		V result = this.map.computeIfAbsent(key, (k) -> change.to(function.apply(k)));
		boolean made = result != null && change.to == result;
		return changed(made ? null : result, result, result);
	}

	@Override
	public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> function) {
		Change change = new Change();
		V result = this.map.computeIfPresent(key, (k, old) -> {
			change.from = old;
			return function.apply(k, old);
		});
		return changed(change.from, (change.from != null) ? result : null, result);
	}

	@Override
	public @Nullable V compute(K key, BiFunction<? super K, ? super V, ? extends V> function) {
		Change change = new Change();
		V result = this.map.compute(key, (k, old) -> {
			change.from = old;
			return function.apply(k, old);
		});
		return changed(change.from, result, result);
	}

	@Override
	public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
		Change change = new Change();
		V result = this.map.merge(key, value, (old, with) -> {
			change.from = old;
			return function.apply(old, with);
		});
		return changed(change.from, result, result);
	}

	@Override
	public @Nullable V getOrDefault(Object key, @Nullable V other) {
		return this.map.getOrDefault(key, other);
	}

	@Override
	void removeLast(Iterator<Map.Entry<K, V>> entries, Map.Entry<K, V> last) {
		remove(last.getKey());
	}

}
