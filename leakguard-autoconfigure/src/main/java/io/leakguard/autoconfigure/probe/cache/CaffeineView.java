package io.leakguard.autoconfigure.probe.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import com.github.benmanes.caffeine.cache.Policy.FixedExpiration;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.jspecify.annotations.Nullable;

/**
 * A Caffeine cache, whose bound is known. One that holds more than its maximum although
 * its evictions have caught up has keys that changed after they were put in: such an
 * entry is evicted from the policy, but can no longer be found in the table to be
 * removed.
 */
final class CaffeineView extends CacheView {

	/** Keys that nobody can change after they were put in. */
	private static final Set<String> UNCHANGEABLE = Set.of("java.lang.String", "java.lang.Integer", "java.lang.Long",
			"java.lang.Short", "java.lang.Byte", "java.lang.Character", "java.lang.Boolean", "java.lang.Double",
			"java.lang.Float", "java.util.UUID", "java.net.URI", "java.lang.Class");

	/** One look might fall into the moment between a write and its note in the buffer. */
	private static final int LOOKS = 3;

	/** {@code BLCHeader.DrainStatusRef.IDLE}: evictions have caught up with writes. */
	private static final int IDLE = 0;

	/** What Caffeine's write buffer takes in before a writer has to help evicting. */
	private static final int WRITE_BUFFER = 128
			* Integer.highestOneBit(Math.max(1, 2 * Runtime.getRuntime().availableProcessors() - 1));

	/** Room for writes that are under way. */
	private static final int SLACK = 16;

	private final Cache<?, ?> cache;

	private final @Nullable PrivateField drainStatus;

	private final @Nullable Object bounded;

	private int looks;

	private @Nullable Instant above;

	private CaffeineView(String name, String type, Cache<?, ?> cache) {
		super(name, type);
		this.cache = cache;
		PrivateField inner = PrivateField.find(cache.getClass(), "cache");
		this.bounded = (inner != null) ? inner.get(cache) : null;
		this.drainStatus = (this.bounded != null) ? PrivateField.find(this.bounded.getClass(), "drainStatus") : null;
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

	boolean isOf(Object store) {
		return ((store instanceof AsyncCache<?, ?> async) ? async.synchronous() : store) == this.cache;
	}

	@Override
	void count(Census census) {
		boolean idle = isIdle();
		long size = this.cache.estimatedSize();
		idle &= isIdle();
		Optional<? extends Eviction<?, ?>> eviction = this.cache.policy().eviction();
		if (eviction.isEmpty()) {
			Population.Builder population = count(census, size, this.cache.asMap().keySet()).lifetime(lifetime());
			if (this.cache.policy().expireVariably().isPresent()) {
				// each entry has a time of its own, which only the application knows
				population.shownOnly();
			}
		}
		else if (eviction.get().isWeighted()) {
			// the number of entries is bounded by a weight that only the weigher knows
			population(census, size).shownOnly();
		}
		else {
			countBounded(census, size, eviction.get().getMaximum(), idle);
		}
	}

	/** The shorter of the two; what is read again and again may stay longer. */
	private @Nullable Duration lifetime() {
		Optional<Duration> afterWrite = this.cache.policy().expireAfterWrite().map(FixedExpiration::getExpiresAfter);
		Optional<Duration> afterAccess = this.cache.policy().expireAfterAccess().map(FixedExpiration::getExpiresAfter);
		return Stream.of(afterWrite, afterAccess).flatMap(Optional::stream).min(Comparator.naturalOrder()).orElse(null);
	}

	private void countBounded(Census census, long size, long maximum, boolean idle) {
		Population.Builder population = population(census, size).bound(maximum);
		long excess = size - maximum;
		if (excess <= SLACK) {
			this.looks = 0;
			this.above = null;
			return;
		}
		if (this.above == null) {
			this.above = census.at();
		}
		if (idle || excess > WRITE_BUFFER + SLACK) {
			this.looks++;
		}
		if (this.looks >= LOOKS) {
			String keyType = keyType(this.cache.asMap().keySet());
			if (UNCHANGEABLE.contains(keyType)) {
				// the cache is only behind with its evictions
				return;
			}
			population.fact(new Fact(Kind.KEY_MUTATED, Culprit.ofType(keyType + " in " + type()), excess, false,
					this.above, "holds " + size + " entries, " + excess + " more than its maximum of " + maximum
							+ ", and does not come down: its keys have changed since they were put in",
					null));
		}
	}

	private boolean isIdle() {
		return this.drainStatus != null && this.drainStatus.get(this.bounded) instanceof Integer status
				&& status == IDLE;
	}

}
