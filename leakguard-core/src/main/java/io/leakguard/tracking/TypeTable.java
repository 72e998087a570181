package io.leakguard.tracking;

import java.lang.ref.WeakReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Finds the group of a class in a few nanoseconds, without a lock and without keeping the
 * class or its loader. Bounded: beyond that, the answer is not remembered.
 */
final class TypeTable {

	private static final int MAX_TYPES = 1024;

	private final Function<Class<?>, OriginGroup> groups;

	private volatile @Nullable Entry[] entries = new Entry[32];

	private int used;

	TypeTable(Function<Class<?>, OriginGroup> groups) {
		this.groups = groups;
	}

	OriginGroup groupOf(Class<?> type) {
		@Nullable Entry[] known = this.entries;
		int mask = known.length - 1;
		for (int i = type.getName().hashCode() & mask;; i = (i + 1) & mask) {
			Entry entry = known[i];
			if (entry == null) {
				return add(type);
			}
			if (entry.refersTo(type)) {
				return entry.group;
			}
		}
	}

	private synchronized OriginGroup add(Class<?> type) {
		OriginGroup group = this.groups.apply(type);
		@Nullable Entry[] known = this.entries;
		if (this.used >= known.length / 2) {
			known = rebuilt(known);
		}
		if (this.used < MAX_TYPES) {
			insert(known, new Entry(type, group));
			this.used++;
		}
		this.entries = known;
		return group;
	}

	private @Nullable Entry[] rebuilt(@Nullable Entry[] known) {
		int live = 0;
		for (Entry entry : known) {
			if (entry != null && !entry.refersTo(null)) {
				live++;
			}
		}
		@Nullable Entry[] larger = new Entry[Math.max(32, Integer.highestOneBit(live + 1) * 4)];
		this.used = 0;
		for (Entry entry : known) {
			if (entry != null && !entry.refersTo(null)) {
				insert(larger, entry);
				this.used++;
			}
		}
		return larger;
	}

	private static void insert(@Nullable Entry[] entries, Entry entry) {
		int mask = entries.length - 1;
		int i = entry.hash & mask;
		while (entries[i] != null) {
			i = (i + 1) & mask;
		}
		entries[i] = entry;
	}

	synchronized void clear() {
		this.entries = new Entry[32];
		this.used = 0;
	}

	private static final class Entry extends WeakReference<Class<?>> {

		private final int hash;

		private final OriginGroup group;

		Entry(Class<?> type, OriginGroup group) {
			super(type);
			this.hash = type.getName().hashCode();
			this.group = group;
		}

	}

}
