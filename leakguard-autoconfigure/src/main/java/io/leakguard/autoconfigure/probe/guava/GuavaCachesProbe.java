package io.leakguard.autoconfigure.probe.guava;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.google.common.cache.Cache;
import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Turnover;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts the entries of Guava's caches, with their maximum where one was set.
 */
final class GuavaCachesProbe implements Probe {

	/** Visiting so many keys takes about a tenth of a millisecond. */
	private static final int KEYS_PER_SCAN = 4000;

	private final HeldObjects<Cache<?, ?>> caches;

	private final Map<String, Watch> watches = new HashMap<>();

	@SuppressWarnings({ "unchecked", "rawtypes" })
	GuavaCachesProbe(BeanFactory beanFactory) {
		this.caches = new HeldObjects<>(beanFactory, (Class) Cache.class);
	}

	@Override
	public String name() {
		return "cache.guava";
	}

	@Override
	public void count(Census census) {
		Map<String, Cache<?, ?>> present = this.caches.find();
		present.values().removeIf((cache) -> !cache.getClass().getName().startsWith("com.google.common.cache."));
		this.watches.keySet().retainAll(present.keySet());
		present.forEach((name, cache) -> count(census, name, cache));
	}

	private void count(Census census, String name, Cache<?, ?> cache) {
		long size = cache.size();
		Population.Builder population = census.population("cache.guava." + name, Kind.CACHE_UNBOUNDED, Unit.ENTRIES)
			.count(size)
			.culprit(Culprit.ofType("cache `" + name + "`"));
		Bound bound = Bound.of(cache);
		if (bound.weighted()) {
			population.shownOnly();
		}
		else if (bound.maximum() >= 0) {
			population.bound(bound.maximum());
		}
		else {
			Turnover turnover = this.watches.computeIfAbsent(name, (absent) -> new Watch())
				.look(size, cache.asMap().keySet());
			population.turnover(turnover.added(), turnover.ended()).lifetime(bound.lifetime());
			if (turnover.neverLeave()) {
				population.sign(Sign.OLDEST_NEVER_LEAVE);
			}
		}
	}

	/**
	 * Whether the keys of a cache leave it. The keys of a large cache are visited in
	 * every n-th scan only, so that the cost of a scan stays the same.
	 */
	private static final class Watch {

		private final Turnover turnover = new Turnover();

		private long credit;

		private Turnover look(long size, Iterable<?> keys) {
			this.credit += KEYS_PER_SCAN;
			if (this.credit >= size) {
				this.credit = 0;
				this.turnover.look(keys);
			}
			return this.turnover;
		}

	}

	/**
	 * The bound of a cache, which Guava does not tell.
	 *
	 * @param maximum the maximum number or weight of entries, -1 if there is none
	 * @param weighted whether entries have weights
	 * @param lifetime how long an entry stays, zero if it does not expire
	 */
	private record Bound(long maximum, boolean weighted, Duration lifetime) {

		static Bound of(Cache<?, ?> cache) {
			Object local = read(cache, "localCache");
			Object maximum = (local != null) ? read(local, "maxWeight") : null;
			Object weigher = (local != null) ? read(local, "weigher") : null;
			boolean weighted = weigher != null && !weigher.getClass().getName().endsWith("$OneWeigher");
			Duration afterWrite = nanos(local, "expireAfterWriteNanos");
			return new Bound((maximum instanceof Long number) ? number : -1, weighted,
					afterWrite.isZero() ? nanos(local, "expireAfterAccessNanos") : afterWrite);
		}

		private static Duration nanos(@Nullable Object local, String name) {
			return (local != null && read(local, name) instanceof Long nanos) ? Duration.ofNanos(nanos) : Duration.ZERO;
		}

		private static @Nullable Object read(Object target, String name) {
			PrivateField field = PrivateField.find(target.getClass(), name);
			return (field != null) ? field.get(target) : null;
		}

	}

}
