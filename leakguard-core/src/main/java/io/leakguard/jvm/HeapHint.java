package io.leakguard.jvm;

import java.util.OptionalLong;

/**
 * What collections of any kind leave behind, where none that matters runs by itself. A
 * young collection leaves garbage of the old generation as well, so the rise draws
 * attention and no more. The collections that a closer look then asks for tell how much
 * of it is alive; what they free is added back, so that all values are of one kind. If
 * little is alive, or no class can be named, the hint rests, twice as long each time, and
 * the first collection after a rest is enough if it shows the same: those collections
 * must not become a habit. Used by the scan thread alone.
 */
final class HeapHint {

	/** Collections after the first that are heard before the rise is called garbage. */
	private static final int COLLECTIONS = 3;

	/** Part of the rise that must be alive for it to be worth the next collection. */
	private static final double ALIVE = 0.25;

	/** Collections in which no class was named: it needs seven, and may miss some. */
	private static final int PATIENCE = 12;

	/** The first rest in scans: ten minutes at the default interval. */
	private static final int REST = 40;

	/** The longest rest in scans: half a day at the default interval. */
	private static final int LONGEST_REST = 64 * REST;

	private long left;

	private long cleared;

	private boolean known;

	private boolean fresh;

	private boolean begunAnew;

	private int collections;

	private long aliveThen;

	private long valueThen;

	/** What was alive when it last went to rest; less than zero before that. */
	private long aliveAtRest = -1;

	private int rest = REST;

	private int resting;

	/**
	 * Take what a scan has read.
	 * @param left bytes left by the last collection of any kind, if one ran
	 * @param survived bytes left by the last collection that matters, if one ran
	 * @param suspected whether the hint has drawn attention
	 * @param named whether a class that grows can be named
	 */
	void scan(OptionalLong left, OptionalLong survived, boolean suspected, boolean named) {
		this.fresh = false;
		this.begunAnew = false;
		if (this.resting > 0) {
			this.resting--;
			return;
		}
		if (survived.isPresent()) {
			survived(survived.getAsLong(), suspected, named);
		}
		else if (left.isPresent()) {
			this.left = left.getAsLong();
			this.fresh = true;
			this.known = true;
		}
	}

	private void survived(long alive, boolean suspected, boolean named) {
		if (!suspected) {
			beginAnew();
			return;
		}
		long value = value();
		this.cleared += Math.max(0, this.left - alive);
		this.left = alive;
		this.collections++;
		if (this.collections == 1) {
			this.aliveThen = alive;
			this.valueThen = value;
		}
		if (named) {
			this.rest = REST;
		}
		else if (isGarbage(alive, value) || this.collections > PATIENCE) {
			this.aliveAtRest = alive;
			this.resting = this.rest;
			this.rest = Math.min(2 * this.rest, LONGEST_REST);
			beginAnew();
		}
	}

	/**
	 * Over the time of a rest one collection tells what three tell over some minutes: all
	 * that has come since then and is still alive.
	 */
	private boolean isGarbage(long alive, long value) {
		if (this.collections == 1) {
			return this.aliveAtRest >= 0 && alive - this.aliveAtRest < ALIVE * (value - this.aliveAtRest);
		}
		return this.collections > COLLECTIONS && alive - this.aliveThen < ALIVE * (value - this.valueThen);
	}

	private void beginAnew() {
		this.begunAnew = this.known;
		this.known = false;
		this.cleared = 0;
		this.collections = 0;
	}

	long value() {
		return this.left + this.cleared;
	}

	boolean isFresh() {
		return this.fresh;
	}

	boolean hasBegunAnew() {
		return this.begunAnew;
	}

	boolean isResting() {
		return this.resting > 0;
	}

}
