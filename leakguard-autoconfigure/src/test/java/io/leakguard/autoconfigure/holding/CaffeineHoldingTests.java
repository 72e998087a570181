package io.leakguard.autoconfigure.holding;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.holding.HoldingProbe;
import io.leakguard.holding.HoldingSettings;
import io.leakguard.holding.Root;
import io.leakguard.holding.Root.Rank;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link HoldingProbe} reads the caches of the real Caffeine.
 */
class CaffeineHoldingTests {

	@Test
	void aBoundedCacheDeclaresItsBound() {
		Users users = new Users(Caffeine.newBuilder().maximumSize(1_200).recordStats().build());
		Counts counts = counts(users);
		for (int i = 0; i < 40; i++) {
			users.load("user" + i);
			counts.scan();
		}
		Population found = held(counts);
		assertThat(found.count()).isEqualTo(40);
		assertThat(found.bound()).isEqualTo(1_200);
		assertThat(found.kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
	}

	@Test
	void aCacheWithoutBoundHasNone() {
		Users users = new Users(Caffeine.newBuilder().build());
		Counts counts = counts(users);
		for (int i = 0; i < 40; i++) {
			users.load("user" + i);
			counts.scan();
		}
		assertThat(held(counts).bound()).isNull();
		assertThat(held(counts).kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
		assertThat(held(counts).count()).isEqualTo(40);
	}

	@Test
	void aCacheWhoseEntriesExpireTellsAfterWhatTime() {
		Users users = new Users(Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(5)).build());
		Counts counts = counts(users);
		for (int i = 0; i < 40; i++) {
			users.load("user" + i);
			counts.scan();
		}
		assertThat(held(counts).lifetime()).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void aCacheAboveItsBoundHasKeysThatWereChanged() {
		Users users = new Users(Caffeine.newBuilder().maximumSize(100).executor(Runnable::run).build());
		Counts counts = counts(users);
		for (int i = 0; i < 400; i++) {
			users.loadAndChangeKey(i);
			counts.scan();
		}
		Population found = held(counts);
		assertThat(found.kind()).isEqualTo(Kind.KEY_MUTATED);
		assertThat(found.culprit().type()).isEqualTo(Key.class.getName());
		assertThat(found.count()).isGreaterThan(300);
	}

	@Test
	void aFullCacheStaysAtItsBound() {
		Users users = new Users(Caffeine.newBuilder().maximumSize(100).executor(Runnable::run).build());
		Counts counts = counts(users);
		for (int i = 0; i < 400; i++) {
			users.load("user" + i);
			counts.scan();
		}
		assertThat(held(counts).kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
		assertThat(held(counts).count()).isLessThanOrEqualTo(101);
	}

	private static Population held(Counts counts) {
		String name = counts.names()
			.stream()
			.filter((each) -> each.startsWith("held.CaffeineHoldingTests$Users.cache."))
			.findFirst()
			.orElseThrow(() -> new AssertionError("none in " + counts.names()));
		return counts.population(name);
	}

	private static Counts counts(Object bean) {
		HoldingSettings settings = HoldingSettings.defaults()
			.withApplicationPackages(Set.of("io.leakguard.autoconfigure.holding."));
		return Counts.of(new HoldingProbe(() -> List.of(new Root("users", bean, Rank.APPLICATION)), settings)).scan();
	}

	static class Key {

		int value;

		@Override
		public int hashCode() {
			return this.value;
		}

		@Override
		public boolean equals(Object obj) {
			return obj instanceof Key other && other.value == this.value;
		}

	}

	static class Users {

		final Cache<Object, byte[]> cache;

		Users(Cache<Object, byte[]> cache) {
			this.cache = cache;
		}

		void load(String name) {
			this.cache.get(name, (key) -> new byte[10]);
		}

		void loadAndChangeKey(int value) {
			Key key = new Key();
			key.value = value + 1;
			this.cache.put(key, new byte[10]);
			key.value = -key.value;
		}

	}

}
