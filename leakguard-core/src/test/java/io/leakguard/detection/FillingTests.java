package io.leakguard.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;

import io.leakguard.history.History;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Population.Builder;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Filling}.
 */
class FillingTests {

	private static final int SCANS = 100;

	private static final Instant NOW = Playback.START.plusSeconds(SCANS);

	private final Filling filling = new Filling(new GrowthDetector());

	private final List<Subject> subjects = new ArrayList<>();

	FillingTests() {
		objects("com.acme.Order", (scan) -> 5 * scan);
	}

	@Test
	void objectsThatNothingKnownKeepsAreTold() {
		assertThat(withheld()).isFalse();
	}

	@Test
	void objectsThatFillABoundedCacheAreNotTold() {
		cache((scan) -> 5 * scan, (cache) -> cache.bound(1000L));
		assertThat(withheld()).isTrue();
	}

	@Test
	void objectsThatEntriesBringAlongAreNotTold() {
		cache((scan) -> scan, (cache) -> cache.bound(1000L));
		assertThat(withheld()).isTrue();
	}

	@Test
	void objectsThatGrowOnWhenTheCacheIsFullAreTold() {
		objects("com.acme.Late", (scan) -> (scan < 60) ? Double.NaN : 5 * scan);
		cache((scan) -> Math.min(250, 5 * scan), (cache) -> cache.bound(250L));
		assertThat(this.filling.withhold(List.of(heap("com.acme.Late")), () -> this.subjects, (verdict) -> false, NOW))
			.hasSize(1);
	}

	@Test
	void objectsThatAreNotYetCountedWaitWhileACacheFills() {
		cache((scan) -> 5 * scan, (cache) -> cache.bound(1000L));
		assertThat(
				this.filling.withhold(List.of(heap("com.acme.Unknown")), () -> this.subjects, (verdict) -> false, NOW))
			.isEmpty();
	}

	@Test
	void entriesOfALibraryThatFillABoundedCacheAreNotTold() {
		objects("com.google.common.cache.LocalCache$StrongAccessEntry", (scan) -> 5 * scan);
		assertThat(withheldOfTheLibrary()).isFalse();
		cache((scan) -> 5 * scan, Builder::shownOnly);
		assertThat(withheldOfTheLibrary()).isTrue();
	}

	@Test
	void entriesOfALibraryThatHaveJustBeenCountedWait() {
		objects("com.google.common.cache.LocalCache$StrongAccessEntry",
				(scan) -> (scan < SCANS - 5) ? Double.NaN : 5 * scan);
		assertThat(withheldOfTheLibrary()).isFalse();
		cache((scan) -> 5 * scan, Builder::shownOnly);
		assertThat(withheldOfTheLibrary()).isTrue();
	}

	@Test
	void objectsOfALibraryThatAreNotCountedDoNotWait() {
		cache((scan) -> 5 * scan, (cache) -> cache.bound(1000L));
		assertThat(withheldOfTheLibrary()).isFalse();
	}

	@Test
	void aCacheThatIsFullExplainsNothingThatStillGrows() {
		cache((scan) -> Math.min(250, 5 * scan), (cache) -> cache.bound(250L));
		assertThat(withheld()).isFalse();
	}

	@Test
	void aPoolThatIsInUseExplainsNothing() {
		Population pool = Playback.population("http.pool.orders", Kind.POOL_EXHAUSTED, Unit.CONNECTIONS,
				(builder) -> builder.count(500).bound(1000L));
		this.subjects.add(new Subject(pool, null, history((scan) -> 5 * scan)));
		assertThat(withheld()).isFalse();
	}

	@Test
	void whatWasToldStays() {
		cache((scan) -> 5 * scan, (cache) -> cache.bound(1000L));
		List<Verdict> verdicts = List.of(heap("com.acme.Order"));
		assertThat(this.filling.withhold(verdicts, () -> this.subjects, (verdict) -> true, NOW)).isEqualTo(verdicts);
	}

	@Test
	void objectsThatBecomeFarMoreThanTheEntriesAreTold() {
		cache((scan) -> scan / 10.0, (cache) -> cache.bound(1000L));
		assertThat(withheld()).isFalse();
	}

	@Test
	void objectsThatBecomeFarFewerThanTheEntriesAreTold() {
		cache((scan) -> 50 * scan, (cache) -> cache.bound(10_000L));
		assertThat(withheld()).isFalse();
	}

	@Test
	void objectsInACacheAboveItsBoundAreTold() {
		cache((scan) -> 5 * scan, (cache) -> cache.bound(100L));
		assertThat(withheld()).isFalse();
	}

	@Test
	void objectsInACacheWithoutABoundAreTold() {
		cache((scan) -> 5 * scan, (cache) -> {
		});
		assertThat(withheld()).isFalse();
	}

	@Test
	void objectsInSessionsThatHadNoTimeToExpireAreNotTold() {
		cache((scan) -> 5 * scan, (sessions) -> sessions.lifetime(Duration.ofMinutes(30)));
		assertThat(withheld()).isTrue();
	}

	@Test
	void objectsInSessionsThatShouldHaveExpiredAreTold() {
		cache((scan) -> 5 * scan, (sessions) -> sessions.lifetime(Duration.ofSeconds(50)));
		assertThat(withheld()).isFalse();
	}

	@Test
	void objectsInACacheThatIsBoundedByWeightAreNotTold() {
		cache((scan) -> 5 * scan, Builder::shownOnly);
		assertThat(withheld()).isTrue();
	}

	@Test
	void otherVerdictsStay() {
		cache((scan) -> 5 * scan, (cache) -> cache.bound(1000L));
		Verdict listeners = verdict("spring.applicationListeners", Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS,
				"com.acme.Order");
		assertThat(this.filling.withhold(List.of(listeners), () -> this.subjects, (verdict) -> false, NOW))
			.containsExactly(listeners);
	}

	private boolean withheld() {
		Verdict instances = verdict(Victims.INSTANCES, Kind.HEAP_GROWS, Unit.OBJECTS, "com.acme.Order");
		List<Verdict> left = this.filling.withhold(List.of(instances, heap("com.acme.Order")), () -> this.subjects,
				(verdict) -> false, NOW);
		assertThat(left.size()).isIn(0, 2);
		return left.isEmpty();
	}

	private boolean withheldOfTheLibrary() {
		return this.filling
			.withhold(List.of(heap("com.google.common.cache.LocalCache$StrongAccessEntry")), () -> this.subjects,
					(verdict) -> false, NOW)
			.isEmpty();
	}

	private static Verdict heap(String type) {
		return verdict("jvm.heap.live", Kind.HEAP_GROWS, Unit.BYTES, type);
	}

	private static Verdict verdict(String name, Kind kind, Unit unit, String type) {
		Population population = Playback.population(name, kind, unit, (builder) -> builder.count(100));
		return new Verdict(kind, Stage.CONFIRMED, population, type, Culprit.ofType(type), null, 100, 0, 100, -1, -1,
				Playback.START, null, (Duration) null, Set.of(), "grew");
	}

	private void objects(String type, IntToDoubleFunction series) {
		Group group = Group.of(type, (long) series.applyAsDouble(SCANS));
		Population population = Playback.population(Victims.INSTANCES, Kind.HEAP_GROWS, Unit.OBJECTS,
				(builder) -> builder.count(group.count()).group(group));
		this.subjects.add(new Subject(population, group, history(series)));
	}

	private void cache(IntToDoubleFunction series, Consumer<Builder> content) {
		Population population = Playback.population("cache.orders", Kind.CACHE_UNBOUNDED, Unit.ENTRIES, (builder) -> {
			builder.count((long) series.applyAsDouble(SCANS));
			content.accept(builder);
		});
		this.subjects.add(new Subject(population, null, history(series)));
	}

	private static History history(IntToDoubleFunction series) {
		int first = 1;
		while (Double.isNaN(series.applyAsDouble(first))) {
			first++;
		}
		History history = new History(Playback.START.plusSeconds(first));
		for (int scan = first; scan <= SCANS; scan++) {
			history.append(Playback.START.plusSeconds(scan), series.applyAsDouble(scan));
		}
		return history;
	}

}
