package io.leakguard.autoconfigure.probe.cache;

import io.leakguard.autoconfigure.probe.Turnover;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * One cache, from scan to scan.
 */
abstract class CacheView {

	/** Visiting so many keys takes about a tenth of a millisecond. */
	private static final int KEYS_PER_SCAN = 4000;

	private final String name;

	private final String type;

	private final Turnover turnover = new Turnover();

	private long credit;

	private @Nullable String keyType;

	CacheView(String name, String type) {
		this.name = name;
		this.type = type;
	}

	abstract Object store();

	abstract void count(Census census);

	/**
	 * Count a cache without a known bound.
	 * @param census the census
	 * @param size the number of entries
	 * @param keys a weakly consistent view of the keys, which is iterated only
	 * @return the population
	 */
	Population.Builder count(Census census, long size, Iterable<?> keys) {
		this.credit += KEYS_PER_SCAN;
		if (this.credit >= size) {
			this.credit = 0;
			this.turnover.look(keys);
		}
		Population.Builder population = population(census, size).turnover(this.turnover.added(), this.turnover.ended());
		if (this.turnover.neverLeave()) {
			population.sign(Sign.OLDEST_NEVER_LEAVE);
		}
		return population;
	}

	Population.Builder population(Census census, long size) {
		return census.population(this.name, Kind.CACHE_UNBOUNDED, Unit.ENTRIES)
			.count(size)
			.culprit(Culprit.ofType(this.type));
	}

	String type() {
		return this.type;
	}

	/**
	 * Return the name of the class of a cache's keys.
	 * @param keys the keys
	 * @return the name, learnt once
	 */
	String keyType(Iterable<?> keys) {
		if (this.keyType == null) {
			for (Object key : keys) {
				this.keyType = Culprit.nameOf(key.getClass());
				break;
			}
		}
		return String.valueOf(this.keyType);
	}

}
