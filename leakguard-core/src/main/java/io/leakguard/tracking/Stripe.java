package io.leakguard.tracking;

import org.jspecify.annotations.Nullable;

/**
 * The live handles that some of the threads have opened at one origin, the oldest first,
 * and exact counts of what became of the others. Guarded by its own lock, which is held
 * for a few nanoseconds.
 */
final class Stripe {

	/**
	 * A thread that has read the time before it moved may come after others that read it
	 * later, so the handles are not quite in order; but each thread comes late with one
	 * at most.
	 */
	private static final int LATECOMERS = 256;

	private final Cohort cohort;

	private @Nullable Node head;

	private @Nullable Node tail;

	private long opened;

	private long closed;

	private long collected;

	private long startupLeft;

	private long cohortLeft;

	private long unlinkedAt = Long.MIN_VALUE;

	private long unlinked;

	Stripe(Cohort cohort) {
		this.cohort = cohort;
	}

	/**
	 * Take in a handle.
	 * @param node the handle
	 * @param link whether to keep it in the list; otherwise it is counted only
	 */
	synchronized void open(Node node, boolean link) {
		this.opened++;
		if (link) {
			Node last = this.tail;
			if (last == null) {
				this.head = node;
			}
			else {
				last.next(node);
				node.previous(last);
			}
			this.tail = node;
		}
		else if (node.openedAt() >= this.unlinkedAt) {
			this.unlinked = (node.openedAt() == this.unlinkedAt) ? this.unlinked + 1 : 1;
			this.unlinkedAt = node.openedAt();
		}
	}

	/**
	 * Take note that a handle was closed.
	 * @param node the handle
	 * @return whether it was open until now
	 */
	synchronized boolean close(Node node) {
		if (node.next() == node) {
			if (node.previous() == node) {
				// it was thought lost, but only the thing had gone before its handle
				node.previous(null);
				this.collected--;
				this.closed++;
			}
			return false;
		}
		leave(node);
		node.previous(null);
		this.closed++;
		return true;
	}

	/**
	 * Take note that the thing of an open handle was collected.
	 * @param node the handle
	 */
	synchronized void collected(Node node) {
		if (node.next() != node) {
			leave(node);
			node.previous(node);
			this.collected++;
		}
	}

	/** Take note of a beginning without a handle. */
	synchronized void begin() {
		this.opened++;
	}

	/**
	 * Take note of ends without a handle. Nobody knows how old they were, so they count
	 * as old ones, which speaks against a leak.
	 * @param number how many
	 */
	synchronized void end(long number) {
		this.closed += number;
		this.cohortLeft += number;
	}

	private void leave(Node node) {
		Node before = node.previous();
		Node after = node.next();
		if (before != null) {
			before.next(after);
		}
		else if (this.head == node) {
			this.head = after;
		}
		if (after != null) {
			after.previous(before);
		}
		else if (this.tail == node) {
			this.tail = before;
		}
		node.next(node);
		if (node.openedAt() <= this.cohort.baseline()) {
			this.startupLeft++;
		}
		else if (node.openedAt() <= this.cohort.mark()) {
			this.cohortLeft++;
		}
	}

	/**
	 * Add what is counted here to a sum.
	 * @param counts the sum
	 * @param olderThan a time in milliseconds
	 * @param atMost how many handles may be visited
	 */
	synchronized void addTo(Counts counts, long olderThan, int atMost) {
		counts.opened += this.opened;
		counts.closed += this.closed;
		counts.collected += this.collected;
		counts.startupLeft += this.startupLeft;
		counts.cohortLeft += this.cohortLeft;
		if (this.head != null) {
			counts.oldest = Math.min(counts.oldest, this.head.openedAt());
		}
		int visited = 0;
		for (Node node = this.head; node != null && node.openedAt() < olderThan
				&& visited < atMost; node = node.next()) {
			counts.overdue++;
			visited++;
		}
	}

	/**
	 * Add what is counted here to a sum, and how many of the live ones are later than a
	 * time that has just been published. Of those that are in no list, some may have been
	 * closed again; they count as later all the same, which speaks against a leak.
	 * @param counts the sum
	 * @param time a time in milliseconds
	 */
	synchronized void addUntil(Counts counts, long time) {
		addTo(counts, Long.MIN_VALUE, 0);
		int latecomers = 0;
		for (Node node = this.tail; node != null && latecomers < LATECOMERS; node = node.previous()) {
			if (node.openedAt() > time) {
				counts.later++;
			}
			else {
				latecomers++;
			}
		}
		counts.later += (this.unlinkedAt > time) ? this.unlinked : 0;
	}

	/** Forget every handle, but not the counts. */
	synchronized void clear() {
		Node node = this.head;
		this.head = null;
		this.tail = null;
		while (node != null) {
			Node next = node.next();
			node.forget();
			node.previous(null);
			node.next(node);
			this.closed++;
			node = next;
		}
	}

	/** A sum over stripes. */
	static final class Counts {

		long opened;

		long closed;

		long collected;

		long startupLeft;

		long cohortLeft;

		long overdue;

		long later;

		long oldest = Long.MAX_VALUE;

		long live() {
			return this.opened - this.closed - this.collected;
		}

		long ended() {
			return this.closed + this.collected;
		}

	}

}
