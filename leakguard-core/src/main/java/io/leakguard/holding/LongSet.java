package io.leakguard.holding;

import java.util.Arrays;

/**
 * A set of numbers other than zero, eight to sixteen bytes each: what has been seen is
 * remembered by hash, because a table of objects would take ten times as much. For one
 * thread.
 */
final class LongSet {

	private static final int INITIAL = 1 << 12;

	private long[] table = new long[INITIAL];

	private int size;

	boolean add(long key) {
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

	boolean contains(long key) {
		int mask = this.table.length - 1;
		for (int index = slot(key, mask); this.table[index] != 0; index = (index + 1) & mask) {
			if (this.table[index] == key) {
				return true;
			}
		}
		return false;
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
		for (int index = slot(key, mask);; index = (index + 1) & mask) {
			if (table[index] == key) {
				return false;
			}
			if (table[index] == 0) {
				table[index] = key;
				return true;
			}
		}
	}

	private static int slot(long key, int mask) {
		return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
	}

}
