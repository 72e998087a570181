package io.leakguard.holding;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.WeakHashMap;

import io.leakguard.holding.Container.Form;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code WeakHashMap} that has no lock of its own, without the write that its
 * {@code size} is: straight from its fields. That needs {@code sun.misc.Unsafe}, which
 * warns from Java 24 on; there such a map is not read.
 */
final class BareWeakHashMaps {

	private static final @Nullable BareWeakHashMaps READER = create();

	private final Object unsafe;

	private final Method getInt;

	private final Method getObject;

	private final long size;

	private final long table;

	private final long value;

	private final long next;

	private BareWeakHashMaps(Object unsafe) throws ReflectiveOperationException {
		this.unsafe = unsafe;
		this.getInt = unsafe.getClass().getMethod("getInt", Object.class, long.class);
		this.getObject = unsafe.getClass().getMethod("getObject", Object.class, long.class);
		Class<?> entry = Class.forName("java.util.WeakHashMap$Entry", false, null);
		this.size = offset(WeakHashMap.class, "size");
		this.table = offset(WeakHashMap.class, "table");
		this.value = offset(entry, "value");
		this.next = offset(entry, "next");
	}

	private static @Nullable BareWeakHashMaps create() {
		if (Runtime.version().feature() >= 24) {
			return null;
		}
		try {
			Field instance = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
			instance.setAccessible(true);
			return new BareWeakHashMaps(instance.get(null));
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			return null;
		}
	}

	static @Nullable Container container() {
		BareWeakHashMaps reader = READER;
		return (reader == null) ? null
				: Container.of(Form.MAP, WeakHashMap.class, reader::size, reader::entries).weakKeys();
	}

	private long offset(Class<?> type, String field) throws ReflectiveOperationException {
		Method method = this.unsafe.getClass().getMethod("objectFieldOffset", Field.class);
		return (long) method.invoke(this.unsafe, type.getDeclaredField(field));
	}

	private long size(WeakHashMap<?, ?> map) {
		try {
			return (int) this.getInt.invoke(this.unsafe, map, this.size);
		}
		catch (ReflectiveOperationException ex) {
			return -1;
		}
	}

	private Iterator<?> entries(WeakHashMap<?, ?> map) {
		List<Object> found = new ArrayList<>();
		try {
			Object[] buckets = (Object[]) this.getObject.invoke(this.unsafe, map, this.table);
			for (int index = 0; index < buckets.length && found.size() < Members.LOOKED_AT; index++) {
				if (buckets[index] instanceof Reference<?> entry) {
					add(entry, found);
				}
			}
		}
		catch (ReflectiveOperationException ex) {
			// what was found so far will do
		}
		return found.iterator();
	}

	private void add(Reference<?> first, List<Object> found) throws ReflectiveOperationException {
		Object entry = first;
		// the chain may be changed meanwhile: never follow it without an end
		for (int steps = 0; steps < Members.LOOKED_AT && entry instanceof Reference<?> reference; steps++) {
			Object key = reference.get();
			if (key != null) {
				found.add(new SimpleImmutableEntry<>(key, this.getObject.invoke(this.unsafe, entry, this.value)));
			}
			entry = this.getObject.invoke(this.unsafe, entry, this.next);
		}
	}

}
