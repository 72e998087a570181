package io.leakguard.autoconfigure.probe.cache;

import java.time.Instant;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.jspecify.annotations.Nullable;

/**
 * A Caffeine cache, whose bound is known. One that holds far more than its maximum and
 * does not come down has keys that changed after they were put in: such an entry is
 * evicted from the policy, but can no longer be found in the table to be removed.
 */
final class CaffeineView extends CacheView {

	/**
	 * Evictions run behind writes by at most the write buffer, a few hundred entries, and
	 * only for a moment; so many looks without coming down once are no moment.
	 */
	private static final int LOOKS_ABOVE = 6;

	/** Room for entries that come between two looks. */
	private static final int SLACK = 16;

	private final Cache<?, ?> cache;

	private int looksAbove;

	private long lowestExcess;

	private @Nullable Instant above;

	private CaffeineView(String name, String type, Cache<?, ?> cache) {
		super(name, type);
		this.cache = cache;
	}

	static boolean isCaffeine(Object store) {
		return (store instanceof Cache || store instanceof AsyncCache)
				&& store.getClass().getName().startsWith("com.github.benmanes.caffeine.");
	}

	static CaffeineView of(String name, String type, Object store) {
		return new CaffeineView(name, type,
				(store instanceof AsyncCache<?, ?> async) ? async.synchronous() : (Cache<?, ?>) store);
	}

	@Override
	Object store() {
		return this.cache;
	}

	@Override
	void count(Census census) {
		long size = this.cache.estimatedSize();
		Optional<? extends Eviction<?, ?>> eviction = this.cache.policy().eviction();
		if (eviction.isEmpty()) {
			count(census, size, this.cache.asMap().keySet());
		}
		else if (eviction.get().isWeighted()) {
			// the number of entries is bounded by a weight that only the weigher knows
			population(census, size).shownOnly();
		}
		else {
			countBounded(census, size, eviction.get().getMaximum());
		}
	}

	private void countBounded(Census census, long size, long maximum) {
		Population.Builder population = population(census, size).bound(maximum);
		long excess = size - maximum;
		if (excess <= Math.max(SLACK, maximum / 10)) {
			this.looksAbove = 0;
			this.above = null;
			return;
		}
		if (this.above == null) {
			this.above = census.at();
			this.lowestExcess = excess;
		}
		// a healthy cache comes down to its maximum as soon as it has caught up
		this.looksAbove = (excess < this.lowestExcess) ? 1 : this.looksAbove + 1;
		this.lowestExcess = excess;
		if (this.looksAbove >= LOOKS_ABOVE) {
			String keyType = keyType(this.cache.asMap().keySet());
			population.fact(new Fact(Kind.KEY_MUTATED, Culprit.ofType(keyType + " in " + type()), excess, false,
					this.above, "holds " + size + " entries, " + excess + " more than its maximum of " + maximum
							+ ", and does not come down: its keys have changed since they were put in",
					null));
		}
	}

}
