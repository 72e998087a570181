package io.leakguard.autoconfigure.probe.cache;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CachesProbe} and {@link CaffeineBeansProbe}.
 */
class CachesProbeTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Counts managed = Counts.of(new CachesProbe(this.beanFactory));

	private final Counts beans = Counts.of(new CaffeineBeansProbe(this.beanFactory));

	@Test
	void aCacheWithoutABoundWhoseEntriesNeverLeave() {
		CacheManager manager = new ConcurrentMapCacheManager();
		this.beanFactory.registerSingleton("cacheManager", manager);
		for (int i = 0; i < 100; i++) {
			manager.getCache("users").put("user-" + i, new byte[16]);
			this.managed.scan();
		}
		Population users = this.managed.population("cache.users");
		assertThat(users.count()).isEqualTo(100);
		assertThat(users.kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
		assertThat(users.bound()).isNull();
		assertThat(users.culprit().type()).isEqualTo("cache `users`");
		assertThat(users.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	void aCacheWhoseEntriesAreEvictedHasNoSign() {
		CacheManager manager = new ConcurrentMapCacheManager("users");
		this.beanFactory.registerSingleton("cacheManager", manager);
		for (int i = 0; i < 100; i++) {
			manager.getCache("users").put("user-" + i, new byte[16]);
			this.managed.scan();
			if (i % 10 == 9) {
				manager.getCache("users").clear();
			}
		}
		assertThat(this.managed.population("cache.users").signs()).isEmpty();
	}

	@Test
	void theBoundOfACaffeineCacheIsKnown() {
		Cache<Integer, byte[]> cache = Caffeine.newBuilder().maximumSize(120).executor(Runnable::run).build();
		this.beanFactory.registerSingleton("thumbnails", cache);
		for (int i = 0; i < 2000; i++) {
			cache.put(i, new byte[16]);
			this.beans.scan();
		}
		Population thumbnails = this.beans.population("cache.caffeine.thumbnails");
		assertThat(thumbnails.bound()).isEqualTo(120);
		assertThat(thumbnails.count()).isLessThanOrEqualTo(136);
		assertThat(thumbnails.facts()).isEmpty();
	}

	@Test
	void theLifetimeOfACaffeineCacheIsKnown() {
		this.beanFactory.registerSingleton("written",
				Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(5)).build());
		this.beanFactory.registerSingleton("read",
				Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(7)).build());
		this.beans.scan();
		assertThat(this.beans.population("cache.caffeine.written").lifetime()).isEqualTo(Duration.ofMinutes(5));
		assertThat(this.beans.population("cache.caffeine.read").lifetime()).isEqualTo(Duration.ofMinutes(7));
	}

	@Test
	void aCacheAboveItsMaximumHasKeysThatChanged() {
		Cache<Key, byte[]> cache = Caffeine.newBuilder().maximumSize(100).build();
		this.beanFactory.registerSingleton("orders", cache);
		Logger logger = Logger.getLogger("com.github.benmanes.caffeine.cache.BoundedLocalCache");
		logger.setLevel(Level.OFF);
		for (int i = 0; i < 400; i++) {
			Key key = new Key(i + 1);
			cache.put(key, new byte[16]);
			key.value = -(i + 1);
		}
		// evictions run in another thread
		Awaitility.await().until(() -> !this.beans.scan().population("cache.caffeine.orders").facts().isEmpty());
		assertThat(this.beans.population("cache.caffeine.orders").facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.KEY_MUTATED);
			assertThat(fact.culprit().type()).isEqualTo(Key.class.getName() + " in cache `orders`");
		});
	}

	@Test
	void aCacheUnderHeavyWritesIsNotTakenForOneWithChangedKeys() {
		Cache<Integer, byte[]> cache = Caffeine.newBuilder().maximumSize(100).build();
		this.beanFactory.registerSingleton("busy", cache);
		for (int round = 0; round < 200; round++) {
			for (int i = 0; i < 300; i++) {
				cache.put(ThreadLocalRandom.current().nextInt(), new byte[16]);
			}
			this.beans.scan();
			assertThat(this.beans.population("cache.caffeine.busy").facts()).isEmpty();
		}
	}

	@Test
	void anAsynchronousCacheIsCountedToo() {
		AsyncCache<Integer, byte[]> cache = Caffeine.newBuilder().maximumSize(10).buildAsync();
		this.beanFactory.registerSingleton("later", cache);
		cache.synchronous().put(1, new byte[1]);
		assertThat(this.beans.scan().population("cache.caffeine.later").count()).isOne();
	}

	private static final class Key {

		private int value;

		Key(int value) {
			this.value = value;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Key key && key.value == this.value;
		}

		@Override
		public int hashCode() {
			return this.value;
		}

	}

}
