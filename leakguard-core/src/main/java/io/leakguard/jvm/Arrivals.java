package io.leakguard.jvm;

import java.util.Set;

/**
 * The last arrivals in a group whose members are known by number, in the order they came.
 * Those who were there from the start do not count: an application's own threads stay for
 * ever. Bounded; not thread-safe.
 */
final class Arrivals {

	private static final int MAX = 256;

	/** So that a flood in one scan does not push out what came before. */
	private static final int MAX_PER_SCAN = 24;

	/** Fewer arrivals say nothing. */
	private static final int ENOUGH = 6;

	/** Arrivals within fewer scans may be one burst. */
	private static final int SCANS = 4;

	private final long[] ids = new long[MAX];

	private final int[] scans = new int[MAX];

	private int next;

	private int size;

	private int lastScan = -1;

	private int inLastScan;

	void add(long id, int scan) {
		this.inLastScan = (scan == this.lastScan) ? this.inLastScan + 1 : 1;
		this.lastScan = scan;
		if (this.inLastScan > MAX_PER_SCAN) {
			return;
		}
		this.ids[this.next] = id;
		this.scans[this.next] = scan;
		this.next = (this.next + 1) % MAX;
		this.size = Math.min(MAX, this.size + 1);
	}

	/**
	 * Return whether the older half of the arrivals are all here, they came over several
	 * scans, and new ones keep coming.
	 * @param alive who is here
	 * @param scan the number of the scan
	 * @return whether the oldest never leave
	 */
	boolean oldestNeverLeave(Set<Long> alive, int scan) {
		if (this.size < ENOUGH) {
			return false;
		}
		int first = (this.next - this.size + MAX) % MAX;
		int distinct = 1;
		for (int i = 1; i < this.size; i++) {
			distinct += (this.scans[(first + i) % MAX] != this.scans[(first + i - 1) % MAX]) ? 1 : 0;
		}
		int firstScan = this.scans[first];
		// a pause as long as the whole growth means that it has ended
		if (distinct < SCANS || scan - this.lastScan > Math.max(SCANS, this.lastScan - firstScan)) {
			return false;
		}
		for (int i = 0; i < this.size / 2; i++) {
			if (!alive.contains(this.ids[(first + i) % MAX])) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return the first of those who came.
	 * @param count how many
	 * @return their identifiers
	 */
	long[] oldest(int count) {
		long[] oldest = new long[Math.min(count, this.size)];
		int first = (this.next - this.size + MAX) % MAX;
		for (int i = 0; i < oldest.length; i++) {
			oldest[i] = this.ids[(first + i) % MAX];
		}
		return oldest;
	}

}
