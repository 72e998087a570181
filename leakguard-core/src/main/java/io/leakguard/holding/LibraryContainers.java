package io.leakguard.holding;

import java.lang.reflect.Field;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToLongFunction;

import io.leakguard.holding.Container.Form;
import org.jspecify.annotations.Nullable;

/**
 * Caches of libraries, read through their fields: their methods may run maintenance and
 * with it listeners of the application.
 */
final class LibraryContainers {

	private LibraryContainers() {
	}

	static @Nullable Container of(Class<?> type) {
		for (Class<?> each = type; each != null && !Shapes.isJdk(each); each = each.getSuperclass()) {
			switch (each.getName()) {
				case "com.github.benmanes.caffeine.cache.BoundedLocalCache":
					return caffeine(type);
				case "com.google.common.cache.LocalCache":
					return guava(type);
				case "org.ehcache.impl.internal.store.heap.OnHeapStore":
					return ehcache(type);
				default:
			}
		}
		return null;
	}

	private static @Nullable Container caffeine(Class<?> type) {
		Field data = field(type, "data");
		if (data == null) {
			return null;
		}
		Field maximum = field(type, "maximum");
		Field weightedSize = field(type, "weightedSize");
		Field weighted = field(type, "isWeighted");
		return Container
			.of(Form.CACHE, Object.class, (it) -> caffeineSize(it, data, weighted, weightedSize),
					(it) -> (read(data, it) instanceof Map<?, ?> map) ? map.entrySet().iterator() : null)
			.bound((it) -> number(maximum, it, -1))
			.lifetime(lifetime(field(type, "expiresAfterWriteNanos"), field(type, "expiresAfterAccessNanos")));
	}

	private static long caffeineSize(Object cache, Field data, @Nullable Field weighted, @Nullable Field weightedSize) {
		if (!(read(data, cache) instanceof ConcurrentHashMap<?, ?> map)) {
			return -1;
		}
		boolean byWeight = weighted != null && Boolean.TRUE.equals(read(weighted, cache));
		return byWeight ? number(weightedSize, cache, map.mappingCount()) : map.mappingCount();
	}

	private static @Nullable Container guava(Class<?> type) {
		Field segments = field(type, "segments");
		Field maximum = field(type, "maxWeight");
		if (segments == null || maximum == null) {
			return null;
		}
		return Container
			.of(Form.CACHE, Object.class, (it) -> guavaSize(read(segments, it)), (it) -> guavaKeys(read(segments, it)))
			.bound((it) -> number(maximum, it, -1))
			.lifetime(lifetime(field(type, "expireAfterWriteNanos"), field(type, "expireAfterAccessNanos")));
	}

	private static long guavaSize(@Nullable Object segments) {
		if (!(segments instanceof Object[] array)) {
			return -1;
		}
		long size = 0;
		for (Object segment : array) {
			size += Math.max(0, number(field(segment.getClass(), "count"), segment, 0));
		}
		return size;
	}

	/** Not through its entry set, whose iterator now and then runs removal listeners. */
	private static Iterator<?> guavaKeys(@Nullable Object segments) {
		List<Object> found = new ArrayList<>();
		for (Object segment : (segments instanceof Object[] array) ? array : new Object[0]) {
			Field table = field(segment.getClass(), "table");
			if (table != null && read(table, segment) instanceof AtomicReferenceArray<?> entries) {
				for (int index = 0; index < entries.length() && found.size() < Members.LOOKED_AT; index++) {
					Object entry = entries.get(index);
					Field key = (entry != null) ? field(entry.getClass(), "key") : null;
					Object value = (key != null) ? read(key, entry) : null;
					if (value != null) {
						found.add(new SimpleImmutableEntry<>(value, entry));
					}
				}
			}
		}
		return found.iterator();
	}

	/** A heap whose capacity is in bytes never has that many entries, and is bounded. */
	private static @Nullable Container ehcache(Class<?> type) {
		Field backend = field(type, "map");
		Field capacity = field(type, "capacity");
		if (backend == null || capacity == null) {
			return null;
		}
		return Container.of(Form.CACHE, Object.class,
				(it) -> (ehcacheMap(read(backend, it)) instanceof ConcurrentMap<?, ?> map) ? map.size() : -1,
				(it) -> (ehcacheMap(read(backend, it)) instanceof ConcurrentMap<?, ?> map) ? map.entrySet().iterator()
						: null)
			.bound((it) -> {
				long bound = number(capacity, it, -1);
				return (bound < Long.MAX_VALUE) ? bound : -1;
			});
	}

	/** The library's own copy of the JDK's map. */
	private static @Nullable Object ehcacheMap(@Nullable Object backend) {
		Field field = (backend != null) ? field(backend.getClass(), "realMap") : null;
		Object map = (field != null) ? read(field, backend) : null;
		return (map != null && map.getClass().getName().startsWith("org.ehcache.impl.internal.concurrent.")) ? map
				: null;
	}

	/** The first that is set: what is read again and again may stay until it is. */
	private static ToLongFunction<Object> lifetime(@Nullable Field afterWrite, @Nullable Field afterAccess) {
		return (it) -> {
			long nanos = number(afterWrite, it, 0);
			return (nanos > 0) ? nanos : number(afterAccess, it, 0);
		};
	}

	private static @Nullable Field field(Class<?> type, String name) {
		for (Class<?> each = type; each != null && !Shapes.isJdk(each); each = each.getSuperclass()) {
			for (Field field : each.getDeclaredFields()) {
				if (field.getName().equals(name)) {
					return field.trySetAccessible() ? field : null;
				}
			}
		}
		return null;
	}

	private static @Nullable Object read(Field field, Object owner) {
		try {
			return field.get(owner);
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

	private static long number(@Nullable Field field, Object owner, long otherwise) {
		Object value = (field != null) ? read(field, owner) : null;
		return (value instanceof Number number) ? number.longValue() : otherwise;
	}

}
