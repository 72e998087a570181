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
	 * Evictions run behind writes. Under constant heavy writes the excess stays at the
	 * size of the write buffer or goes up and down below it; so many rises without a fall
	 * in between are no backlog.
	 */
	private static final int RISES = 6;

	/** What Caffeine's write buffer takes in before a writer has to help evicting. */
	private static final int WRITE_BUFFER = 128
			* Integer.highestOneBit(Math.max(1, 2 * Runtime.getRuntime().availableProcessors() - 1));

	/** Room for entries that come between two looks. */
	private static final int SLACK = 16;

	private final Cache<?, ?> cache;

	private int rises;

	private long excess;

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
			this.rises = 0;
			this.above = null;
			this.excess = 0;
			return;
		}
		if (this.above == null) {
			this.above = census.at();
		}
		if (excess < this.excess) {
			this.rises = 0;
		}
		else if (excess > this.excess || excess > WRITE_BUFFER + SLACK) {
			this.rises++;
		}
		this.excess = excess;
		if (this.rises >= RISES) {
			String keyType = keyType(this.cache.asMap().keySet());
			population.fact(new Fact(Kind.KEY_MUTATED, Culprit.ofType(keyType + " in " + type()), excess, false,
					this.above, "holds " + size + " entries, " + excess + " more than its maximum of " + maximum
							+ ", and does not come down: its keys have changed since they were put in",
					null));
		}
	}

}
