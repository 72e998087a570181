package io.leakguard.holding;

import java.util.Arrays;

/**
 * Which objects a pass has seen, without holding them: it remembers the identity hashes
 * of object and class together. Two objects of one class that share a 31-bit hash count
 * as one, which hides about one object in a million.
 */
final class Visited {

	private static final int INITIAL = 1 << 12;

	private long[] table = new long[INITIAL];

	private int size;

	boolean add(Object object) {
		long key = ((long) System.identityHashCode(object) << 32 | System.identityHashCode(object.getClass())) + 1;
		if (!insert(this.table, key)) {
			return false;
		}
		if (++this.size * 2 > this.table.length) {
			long[] larger = new long[this.table.length * 2];
			for (long each : this.table) {
				if (each != 0) {
					insert(larger, each);
				}
			}
			this.table = larger;
		}
		return true;
	}

	int size() {
		return this.size;
	}

	void clear() {
		if (this.size > 0) {
			Arrays.fill(this.table, 0);
			this.size = 0;
		}
	}

	private static boolean insert(long[] table, long key) {
		int mask = table.length - 1;
		long mixed = key * 0x9E3779B97F4A7C15L;
		for (int index = (int) (mixed >>> 32) & mask;; index = (index + 1) & mask) {
			if (table[index] == key) {
				return false;
			}
			if (table[index] == 0) {
				table[index] = key;
				return true;
			}
		}
	}

}
