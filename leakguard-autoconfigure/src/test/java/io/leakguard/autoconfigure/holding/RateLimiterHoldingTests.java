package io.leakguard.autoconfigure.holding;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.holding.HoldingProbe;
import io.leakguard.holding.HoldingSettings;
import io.leakguard.holding.Root;
import io.leakguard.holding.Root.Rank;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link HoldingProbe} reads the rate limiters, circuit breakers and buckets
 * of real libraries.
 */
class RateLimiterHoldingTests {

	private static final String OWN = RateLimiterHoldingTests.class.getSimpleName();

	@AfterEach
	void clear() {
		Buckets.ALL.clear();
	}

	static Stream<Arguments> registries() {
		RateLimiterRegistry rateLimiters = RateLimiterRegistry.ofDefaults();
		CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
		BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
		ThreadPoolBulkheadRegistry pools = ThreadPoolBulkheadRegistry.ofDefaults();
		RetryRegistry retries = RetryRegistry.ofDefaults();
		TimeLimiterRegistry timeLimiters = TimeLimiterRegistry.ofDefaults();
		return Stream.of(registry("RateLimiter", rateLimiters, rateLimiters::rateLimiter, rateLimiters::remove),
				registry("CircuitBreaker", breakers, breakers::circuitBreaker, breakers::remove),
				registry("Bulkhead", bulkheads, bulkheads::bulkhead, bulkheads::remove),
				registry("ThreadPoolBulkhead", pools, pools::bulkhead, pools::remove),
				registry("Retry", retries, retries::retry, retries::remove),
				registry("TimeLimiter", timeLimiters, timeLimiters::timeLimiter, timeLimiters::remove));
	}

	private static Arguments registry(String name, Object registry, Names make, Names remove) {
		return Arguments.of(name, registry, make, remove);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("registries")
	void whatAResilienceRegistryKeepsIsToldByThePatternOfItsName(String name, Object registry, Names make,
			Names remove) {
		Population found = held(name(registry), Rank.LIBRARY, registry, (i) -> make.accept("user-" + i));
		assertThat(found.kind()).isEqualTo(Kind.REGISTRY_GROWS);
		assertThat(found.culprit().type()).startsWith("io.github.resilience4j.")
			.contains(name.replace("ThreadPool", ""));
		assertThat(found.holder()).startsWith("io.github.resilience4j.").contains("<String like user-#, ");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("registries")
	void whatIsTakenOutAgainOrHasAFixedNameIsNoLeak(String name, Object registry, Names make, Names remove) {
		assertThat(play(Rank.LIBRARY, registry, (i) -> {
			make.accept("user-" + i);
			remove.accept("user-" + i);
			make.accept("backend-" + i % 4);
		}).names()).isEmpty();
	}

	@Test
	void namesThatHaveNothingInCommonAreNotTold() {
		RateLimiterRegistry registry = RateLimiterRegistry.ofDefaults();
		Population found = held(name(registry), Rank.LIBRARY, registry,
				(i) -> registry.rateLimiter("alice" + (char) ('a' + i % 26) + (char) ('a' + i / 26)));
		assertThat(found.holder()).contains("<String, ").doesNotContain("alice");
	}

	@Test
	void consumersOfOneBreakersEventsAreListeners() {
		CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
		CircuitBreaker breaker = registry.circuitBreaker("backend");
		Counts counts = play(Rank.LIBRARY, registry,
				(i) -> breaker.getEventPublisher().onEvent((event) -> assertThat(i).isPositive()));
		assertThat(counts.names()).singleElement().asString().startsWith(name(registry) + "[].eventProcessor.");
		assertThat(counts.population(counts.names().get(0)).kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void aRegistryInAFieldOfABeanIsNamedAfterIt() {
		Gate gate = new Gate();
		Population found = held("held." + OWN + "$Gate.limiters.entryMap.entryMap", Rank.APPLICATION, gate,
				(i) -> gate.limiters.rateLimiter("user-" + i));
		assertThat(found.kind()).isEqualTo(Kind.COLLECTION_GROWS);
		assertThat(found.holder()).contains("<String like user-#, ");
	}

	@Test
	void bucketsByUserInABean() {
		Buckets buckets = new Buckets();
		Population found = held("held." + OWN + "$Buckets.byUser", Rank.APPLICATION, buckets,
				(i) -> buckets.byUser.computeIfAbsent("user-" + i, Buckets::bucket));
		assertThat(found.kind()).isEqualTo(Kind.COLLECTION_GROWS);
		assertThat(found.culprit().type()).startsWith("io.github.bucket4j.");
		// keys of the application's own maps are its values
		assertThat(found.holder()).contains("<String, io.github.bucket4j.");
	}

	@Test
	void bucketsInAStaticField() {
		Population found = held("held." + OWN + "$Buckets.ALL", Rank.APPLICATION, new Buckets(),
				(i) -> Buckets.ALL.computeIfAbsent("user-" + i, Buckets::bucket));
		assertThat(found.kind()).isEqualTo(Kind.COLLECTION_GROWS);
	}

	@Test
	void guavasLimitersByUser() {
		Buckets buckets = new Buckets();
		Population found = held("held." + OWN + "$Buckets.limiters", Rank.APPLICATION, buckets,
				(i) -> buckets.limiters.computeIfAbsent("user-" + i, (user) -> RateLimiter.create(10)));
		assertThat(found.culprit().type()).startsWith("com.google.common.util.concurrent.");
	}

	@Test
	void bucketsOfAFewPlansAreNoLeak() {
		Buckets buckets = new Buckets();
		assertThat(play(Rank.APPLICATION, buckets, (i) -> {
			buckets.byUser.computeIfAbsent("plan-" + i % 4, Buckets::bucket);
			Buckets.ALL.computeIfAbsent("plan-" + i % 4, Buckets::bucket);
			buckets.limiters.computeIfAbsent("plan-" + i % 4, (plan) -> RateLimiter.create(10));
		}).names()).isEmpty();
	}

	@Test
	void bucketsThatExpireSayWhenAndHaveTheirBound() {
		Expiring expiring = new Expiring();
		Counts counts = play(Rank.APPLICATION, expiring, (i) -> expiring.byUser.get("user-" + i, Buckets::bucket));
		Population found = counts.population(counts.names().get(0));
		assertThat(found.kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
		assertThat(found.bound()).isEqualTo(1_000);
		assertThat(found.lifetime()).isEqualTo(Duration.ofHours(1));
	}

	private static String name(Object registry) {
		return "held." + registry.getClass().getSimpleName() + "(bean).entryMap.entryMap";
	}

	private static Population held(String name, Rank rank, Object bean, IntConsumer step) {
		Counts counts = play(rank, bean, step);
		assertThat(counts.names()).containsExactly(name);
		Population found = counts.population(name);
		assertThat(found.count()).isEqualTo(40);
		return found;
	}

	private static Counts play(Rank rank, Object bean, IntConsumer step) {
		HoldingSettings settings = HoldingSettings.defaults()
			.withApplicationPackages(Set.of("io.leakguard.autoconfigure.holding."));
		Counts counts = Counts.of(new HoldingProbe(() -> List.of(new Root("bean", bean, rank)), settings)).scan();
		for (int i = 1; i <= 40; i++) {
			step.accept(i);
			counts.scan();
		}
		return counts;
	}

	/** Makes or removes what has a name. */
	private interface Names {

		void accept(String name);

	}

	static final class Gate {

		private final RateLimiterRegistry limiters = RateLimiterRegistry.ofDefaults();

	}

	static final class Buckets {

		private static final Map<String, Bucket> ALL = new ConcurrentHashMap<>();

		private final Map<String, Bucket> byUser = new ConcurrentHashMap<>();

		private final Map<String, RateLimiter> limiters = new ConcurrentHashMap<>();

		static Bucket bucket(String user) {
			return Bucket.builder()
				.addLimit((limit) -> limit.capacity(20).refillGreedy(10, Duration.ofMinutes(1)))
				.build();
		}

	}

	static final class Expiring {

		private final Cache<String, Bucket> byUser = Caffeine.newBuilder()
			.maximumSize(1_000)
			.expireAfterAccess(Duration.ofHours(1))
			.build();

	}

}
