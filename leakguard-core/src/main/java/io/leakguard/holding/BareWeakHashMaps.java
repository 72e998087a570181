package io.leakguard.holding;

import java.lang.ref.Reference;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.WeakHashMap;

import io.leakguard.holding.Container.Form;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code WeakHashMap} that has no lock of its own, without the write that its
 * {@code size} is: straight from its fields. Where {@link UnsafeFields} reads none, such
 * a map is not read.
 */
final class BareWeakHashMaps {

	private static final @Nullable BareWeakHashMaps READER = UnsafeFields.reader(BareWeakHashMaps::new);

	private final UnsafeFields fields;

	private final long size;

	private final long table;

	private final long value;

	private final long next;

	private BareWeakHashMaps(UnsafeFields fields) throws ReflectiveOperationException {
		this.fields = fields;
		Class<?> entry = Class.forName("java.util.WeakHashMap$Entry", false, null);
		this.size = fields.offset(WeakHashMap.class, "size");
		this.table = fields.offset(WeakHashMap.class, "table");
		this.value = fields.offset(entry, "value");
		this.next = fields.offset(entry, "next");
	}

	static @Nullable Container container() {
		BareWeakHashMaps reader = READER;
		return (reader == null) ? null
				: Container.of(Form.MAP, WeakHashMap.class, reader::size, reader::entries).weakKeys();
	}

	private long size(WeakHashMap<?, ?> map) {
		try {
			return this.fields.intAt(map, this.size);
		}
		catch (ReflectiveOperationException ex) {
			return -1;
		}
	}

	private Iterator<?> entries(WeakHashMap<?, ?> map) {
		List<Object> found = new ArrayList<>();
		try {
			Object[] buckets = (Object[]) this.fields.objectAt(map, this.table);
			for (int index = 0; buckets != null && index < buckets.length
					&& found.size() < Members.LOOKED_AT; index++) {
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
				found.add(new SimpleImmutableEntry<>(key, this.fields.objectAt(entry, this.value)));
			}
			entry = this.fields.objectAt(entry, this.next);
		}
	}

}
