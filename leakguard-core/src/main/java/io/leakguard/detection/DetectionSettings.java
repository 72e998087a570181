package io.leakguard.detection;

import java.time.Duration;

/**
 * The numbers of the detectors. Windows are counted in scans, not in time, so that the
 * same shape is the same verdict whatever the interval is.
 *
 * @param minScans values that a window must have before its shape is judged; 12, because
 * 8 are left when the warm-up part is dropped, and fewer cannot tell a rise from chance
 * @param confirmScans values that must be known before a second sign may confirm; 20, so
 * that a pool that fills in its first burst is not confirmed on the way up
 * @param turnoverScans values over which something must have grown, and nothing may have
 * left, before that counts as a second sign; 24, because everything that expires has a
 * time to live to reach
 * @param persistedScans values over which a count must have grown in every part before
 * that counts as a second sign; 45, so that each of five parts is nine values long
 * @param warmUpShare the part at the beginning of a window that is dropped; a third
 * @param byteEffect the least rise of bytes, as a share of the level; 4 %, below which
 * heaps wander by themselves
 * @param minBytes the least rise of bytes; 1 MiB, less than which nobody runs out of
 * @param minCount the least rise of a count that never falls; 5, so that a handful of
 * things made on first use is no growth
 * @param minNoisyCount the least rise of a count that also falls; 8
 * @param minClasses the least rise of loaded classes; 30, since one library class used
 * for the first time brings a dozen others
 * @param lastThirdShare how fast the last third must still rise, as a share of the middle
 * one; 0.4: a cache that is filled or a warm-up rises less
 * @param stepShare the share of the rise from which a single jump explains it; 0.6
 * @param boundMargin by how much of its declared bound a population must exceed it to be
 * suspected after all; 0.25, since many bounds are enforced late
 * @param surgeBytesPerSecond how fast live heap must rise to be a surge; 50 MB/s fills
 * any ordinary heap within minutes
 * @param surgeFor how long live heap must rise that fast; 3 s, longer than loading a
 * large answer takes
 * @param liveHeapUp the rise of live heap over three collections that is a sign, as a
 * share; 0.2
 * @param patience for how long something must have grown before that alone confirms it; 1
 * h, in which most caches are warm and most clients have come back. A quarter of it where
 * members should have left. Less the shorter the interval is than 15 s, none from 2 s on,
 * and at most a quarter of the time that is left to the limit
 * @param confirmMembers how many more than at first something that is meant to stay must
 * be to be confirmed; 30, more than the values of any enumeration, and of most tables
 * that are read once
 * @param confirmThreads the same for threads; 16, because an executor or a client may be
 * made for each of some hosts or tenants, and all of these at the same place
 * @param endedShare the share of what was added that may have ended while it still counts
 * as never leaving; 0.02, a few mishaps
 * @param boundSlack members above a declared bound that do not count, beside the margin;
 * 16, for bounds of a handful
 * @param longestLifetime the longest time to live of its members for which a population
 * may fill without being judged; a day, since traffic comes round in a day, and a pod
 * that lives for less never sees an entry of a week expire
 */
public record DetectionSettings(int minScans, int confirmScans, int turnoverScans, int persistedScans,
		double warmUpShare, double byteEffect, long minBytes, int minCount, int minNoisyCount, int minClasses,
		double lastThirdShare, double stepShare, double boundMargin, long surgeBytesPerSecond, Duration surgeFor,
		double liveHeapUp, Duration patience, int confirmMembers, int confirmThreads, double endedShare, int boundSlack,
		Duration longestLifetime) {

	private static final DetectionSettings DEFAULTS = new DetectionSettings(12, 20, 24, 45, 1.0 / 3, 0.04, 1 << 20, 5,
			8, 30, 0.4, 0.6, 0.25, 50_000_000, Duration.ofSeconds(3), 0.2, Duration.ofHours(1), 30, 16, 0.02, 16,
			Duration.ofDays(1));

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if a value is out of range; the message names it,
	 * its value and the range
	 */
	public DetectionSettings {
		inRange("minScans", minScans, 12, 128);
		inRange("confirmScans", confirmScans, minScans, 128);
		inRange("turnoverScans", turnoverScans, minScans, 128);
		inRange("persistedScans", persistedScans, minScans, 128);
		inRange("warmUpShare", warmUpShare, 0, 0.5);
		inRange("byteEffect", byteEffect, 0.001, 1);
		inRange("minBytes", minBytes, 1, Long.MAX_VALUE);
		inRange("minCount", minCount, 1, Integer.MAX_VALUE);
		inRange("minNoisyCount", minNoisyCount, minCount, Integer.MAX_VALUE);
		inRange("minClasses", minClasses, 1, Integer.MAX_VALUE);
		inRange("lastThirdShare", lastThirdShare, 0, 1);
		inRange("stepShare", stepShare, 0.2, 1);
		inRange("boundMargin", boundMargin, 0, 10);
		inRange("surgeBytesPerSecond", surgeBytesPerSecond, 1, Long.MAX_VALUE);
		inRange("liveHeapUp", liveHeapUp, 0.01, 10);
		inRange("surgeFor in seconds", surgeFor.toSeconds(), 1, 3600);
		inRange("patience in seconds", patience.toSeconds(), 0, 7 * 24 * 3600);
		inRange("confirmMembers", confirmMembers, 1, Integer.MAX_VALUE);
		inRange("confirmThreads", confirmThreads, 1, Integer.MAX_VALUE);
		inRange("endedShare", endedShare, 0, 0.5);
		inRange("boundSlack", boundSlack, 0, Integer.MAX_VALUE);
		inRange("longestLifetime in seconds", longestLifetime.toSeconds(), 0, 365 * 24 * 3600);
	}

	/**
	 * Return the defaults.
	 * @return the defaults
	 */
	public static DetectionSettings defaults() {
		return DEFAULTS;
	}

	private static void inRange(String name, double value, double low, double high) {
		if (!(value >= low && value <= high)) {
			throw new IllegalArgumentException("'%s' is %s but must be between %s and %s".formatted(name, number(value),
					number(low), number(high)));
		}
	}

	private static String number(double value) {
		return (value == Math.rint(value)) ? String.valueOf((long) value) : String.valueOf(value);
	}

}
