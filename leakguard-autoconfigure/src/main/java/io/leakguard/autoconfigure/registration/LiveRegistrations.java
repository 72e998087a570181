package io.leakguard.autoconfigure.registration;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracker;
import org.jspecify.annotations.Nullable;

/**
 * The registrations of one registry that have not been taken back. Keys are kept as their
 * hash codes, which the registry asks for as well, and things weakly, so that nothing is
 * held. Adding and removing take the same time however many there are. Thread-safe.
 */
final class LiveRegistrations {

	/** A registry of so many members needs no exact pairing to be suspected. */
	private static final int MAX = 100_000;

	private final Map<Pair, Entry> byPair = new HashMap<>();

	private final Map<Integer, Set<Entry>> byThing = new HashMap<>();

	private final Map<Integer, Set<Entry>> byKey = new HashMap<>();

	private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

	/**
	 * Take note of a registration.
	 * @return ends it, or {@code null} if it stands already or there are too many
	 */
	synchronized @Nullable Runnable add(Tracker tracker, @Nullable Object key, Object thing) {
		removeCollected();
		Pair pair = new Pair(System.identityHashCode(thing), hash(key));
		Entry standing = this.byPair.get(pair);
		if (standing != null && standing.refersTo(thing)) {
			// adding the same again changes nothing in a set or a map
			return standing;
		}
		// another thing with the same hashes is one in some billions, and goes uncounted
		if (standing != null || this.byPair.size() >= MAX) {
			return null;
		}
		Entry entry = new Entry(thing, pair, tracker.opened(thing));
		this.byPair.put(pair, entry);
		this.byThing.computeIfAbsent(pair.thing(), (ignored) -> new HashSet<>(2)).add(entry);
		this.byKey.computeIfAbsent(pair.key(), (ignored) -> new HashSet<>(2)).add(entry);
		return entry;
	}

	/**
	 * Take note that what was registered under a key, or as a thing, was taken back.
	 */
	synchronized void remove(@Nullable Object[] arguments) {
		removeCollected();
		Object key = arguments[0];
		Object thing = arguments[arguments.length - 1];
		if (arguments.length > 1) {
			Entry entry = (thing != null) ? this.byPair.get(new Pair(System.identityHashCode(thing), hash(key))) : null;
			if (entry != null && entry.refersTo(thing)) {
				end(entry);
			}
			return;
		}
		List<Entry> of = new ArrayList<>(
				this.byThing.getOrDefault((thing != null) ? System.identityHashCode(thing) : 0, Set.of()));
		of.removeIf((entry) -> !entry.refersTo(thing));
		if (of.isEmpty()) {
			of.addAll(this.byKey.getOrDefault(hash(key), Set.of()));
		}
		of.forEach(this::end);
	}

	synchronized void clear() {
		this.byPair.values().forEach((entry) -> entry.handle.close());
		this.byPair.clear();
		this.byThing.clear();
		this.byKey.clear();
	}

	synchronized int size() {
		removeCollected();
		return this.byPair.size();
	}

	private void end(Entry entry) {
		if (this.byPair.remove(entry.pair, entry)) {
			remove(this.byThing, entry.pair.thing(), entry);
			remove(this.byKey, entry.pair.key(), entry);
			entry.handle.close();
		}
	}

	private static void remove(Map<Integer, Set<Entry>> index, int hash, Entry entry) {
		Set<Entry> entries = index.get(hash);
		if (entries != null && entries.remove(entry) && entries.isEmpty()) {
			index.remove(hash);
		}
	}

	private void removeCollected() {
		Reference<?> reference;
		while ((reference = this.collected.poll()) != null) {
			end((Entry) reference);
		}
	}

	private static int hash(@Nullable Object key) {
		return (key != null) ? key.hashCode() : 0;
	}

	private record Pair(int thing, int key) {

	}

	private final class Entry extends WeakReference<Object> implements Runnable {

		private final Pair pair;

		private final Handle handle;

		Entry(Object thing, Pair pair, Handle handle) {
			super(thing, LiveRegistrations.this.collected);
			this.pair = pair;
			this.handle = handle;
		}

		@Override
		public void run() {
			synchronized (LiveRegistrations.this) {
				end(this);
			}
		}

	}

}
