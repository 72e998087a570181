package io.leakguard.jvm;

import java.util.HashSet;
import java.util.Set;

/**
 * The virtual threads that wait at one place, over several dumps. Not thread-safe.
 */
final class VirtualThreadFamily {

	private final String key;

	private final Arrivals arrivals = new Arrivals();

	private final Set<Long> alive = new HashSet<>();

	private StackTraceElement frame;

	private long newest;

	private long newestBefore;

	private long count;

	VirtualThreadFamily(String key, StackTraceElement frame) {
		this.key = key;
		this.frame = frame;
	}

	String key() {
		return this.key;
	}

	long count() {
		return this.count;
	}

	StackTraceElement frame() {
		return this.frame;
	}

	/** A new dump begins. */
	void begin() {
		this.count = 0;
		this.newestBefore = this.newest;
		this.alive.clear();
	}

	/**
	 * A thread waits here.
	 * @param id its identifier; identifiers rise
	 * @param frame the frame
	 * @param dump the number of the dump
	 */
	void add(long id, StackTraceElement frame, int dump) {
		this.count++;
		this.frame = frame;
		this.newest = Math.max(this.newest, id);
		if (id > this.newestBefore && dump > 0) {
			this.arrivals.add(id, dump);
		}
		this.alive.add(id);
	}

	boolean oldestNeverLeave(int dump) {
		return this.arrivals.oldestNeverLeave(this.alive, dump);
	}

}
