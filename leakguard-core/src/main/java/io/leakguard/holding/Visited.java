package io.leakguard.holding;

/**
 * Which objects a pass has seen, without holding them: it remembers the identity hashes
 * of object and class together. Two objects of one class that share a 31-bit hash count
 * as one, which hides about one object in a million.
 */
final class Visited {

	private final LongSet seen = new LongSet();

	boolean add(Object object) {
		return this.seen
			.add(((long) System.identityHashCode(object) << 32 | System.identityHashCode(object.getClass())) + 1);
	}

	int size() {
		return this.seen.size();
	}

	void clear() {
		this.seen.clear();
	}

}
