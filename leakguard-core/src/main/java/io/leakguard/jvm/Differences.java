package io.leakguard.jvm;

import java.util.HashMap;
import java.util.Map;

/**
 * Compares each reading of some counts with the reading before and remembers what kept
 * growing. A key that falls begins anew; one that stands still keeps what it had.
 * Bounded: new keys are not taken in once there are too many. Used by the scan thread
 * alone.
 */
final class Differences {

	private final int maxKeys;

	private final Map<String, Growth> growths = new HashMap<>();

	private int readings;

	private long lastAt;

	Differences(int maxKeys) {
		this.maxKeys = maxKeys;
	}

	void take(Map<String, Long> counts) {
		take(counts, this.readings + 1);
	}

	/**
	 * Take the next reading.
	 * @param counts the counts
	 * @param at when it was made, on a scale of the caller's
	 */
	void take(Map<String, Long> counts, long at) {
		this.readings++;
		long before = (this.readings == 1) ? at : this.lastAt;
		this.lastAt = at;
		this.growths.entrySet().removeIf((entry) -> !counts.containsKey(entry.getKey()));
		counts.forEach((key, count) -> {
			Growth growth = this.growths.get(key);
			if (growth != null) {
				this.growths.put(key, growth.next(count, at));
			}
			else if (this.growths.size() < this.maxKeys) {
				// what was not there at all before has grown from nothing
				this.growths.put(key, (this.readings == 1) ? new Growth(count, count, 0, 0, 0, at, at)
						: new Growth(0, count, 1, count, 0, before, at));
			}
		});
	}

	void clear() {
		this.growths.clear();
		this.readings = 0;
	}

	int readings() {
		return this.readings;
	}

	boolean isEmpty() {
		return this.readings == 0;
	}

	Growth of(String key) {
		return this.growths.getOrDefault(key, Growth.NONE);
	}

	Map<String, Growth> all() {
		return this.growths;
	}

	/**
	 * How a count has grown without falling.
	 *
	 * @param first the count when it began
	 * @param last the count now
	 * @param rises in how many differences it rose since
	 * @param step the last difference
	 * @param idle for how many differences it has stood still since
	 * @param begin when the first count was read
	 * @param end when it rose last
	 */
	record Growth(long first, long last, int rises, long step, int idle, long begin, long end) {

		static final Growth NONE = new Growth(0, 0, 0, 0, 0, 0, 0);

		Growth next(long count, long at) {
			if (count < this.last) {
				return new Growth(count, count, 0, 0, 0, at, at);
			}
			long step = count - this.last;
			return (step > 0) ? new Growth(this.first, count, this.rises + 1, step, 0, this.begin, at)
					: new Growth(this.first, count, this.rises, 0, this.idle + 1, this.begin, this.end);
		}

		long grown() {
			return this.last - this.first;
		}

		/** For how long it grew; what has filled up since then does not count. */
		long duration() {
			return this.end - this.begin;
		}

	}

}
