package io.leakguard.autoconfigure.registration;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracker;
import org.jspecify.annotations.Nullable;

/**
 * The registrations of one registry that have not been taken back. Keys are kept as their
 * hash codes, which the registry asks for as well, and things weakly, so that nothing is
 * held. Thread-safe.
 */
final class LiveRegistrations {

	/** A registry of so many members needs no exact pairing to be suspected. */
	private static final int MAX = 100_000;

	private final Map<Integer, List<Entry>> byKey = new HashMap<>();

	private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

	private int size;

	/**
	 * Take note of a registration.
	 * @return ends it, or {@code null} if it stands already or there are too many
	 */
	synchronized @Nullable Runnable add(Tracker tracker, @Nullable Object key, Object thing) {
		removeCollected();
		int hash = hash(key);
		for (Entry entry : this.byKey.getOrDefault(hash, List.of())) {
			// adding the same again changes nothing in a set or a map
			if (entry.refersTo(thing)) {
				return entry;
			}
		}
		if (this.size >= MAX) {
			return null;
		}
		Entry entry = new Entry(thing, hash, tracker.opened(thing));
		this.byKey.computeIfAbsent(hash, (ignored) -> new ArrayList<>(1)).add(entry);
		this.size++;
		return entry;
	}

	/**
	 * Take note that what was registered under a key, or as a thing, was taken back.
	 */
	synchronized void remove(@Nullable Object[] arguments) {
		removeCollected();
		Object key = arguments[0];
		Object thing = arguments[arguments.length - 1];
		boolean found = thing != null && end(hash(key), (entry) -> entry.refersTo(thing));
		if (!found && arguments.length == 1) {
			end(hash(key), (entry) -> true);
		}
	}

	synchronized void clear() {
		this.byKey.values().forEach((entries) -> entries.forEach((entry) -> entry.handle.close()));
		this.byKey.clear();
		this.size = 0;
	}

	synchronized int size() {
		removeCollected();
		return this.size;
	}

	private boolean end(int hash, Predicate<Entry> which) {
		List<Entry> entries = this.byKey.get(hash);
		if (entries == null) {
			return false;
		}
		boolean found = false;
		for (Iterator<Entry> all = entries.iterator(); all.hasNext();) {
			Entry entry = all.next();
			if (which.test(entry)) {
				all.remove();
				entry.handle.close();
				this.size--;
				found = true;
			}
		}
		if (entries.isEmpty()) {
			this.byKey.remove(hash);
		}
		return found;
	}

	private void removeCollected() {
		Reference<?> reference;
		while ((reference = this.collected.poll()) != null) {
			end(((Entry) reference).hash, reference::equals);
		}
	}

	private static int hash(@Nullable Object key) {
		return (key != null) ? key.hashCode() : 0;
	}

	private final class Entry extends WeakReference<Object> implements Runnable {

		private final int hash;

		private final Handle handle;

		Entry(Object thing, int hash, Handle handle) {
			super(thing, LiveRegistrations.this.collected);
			this.hash = hash;
			this.handle = handle;
		}

		@Override
		public void run() {
			synchronized (LiveRegistrations.this) {
				end(this.hash, (entry) -> entry == this);
			}
		}

	}

}
