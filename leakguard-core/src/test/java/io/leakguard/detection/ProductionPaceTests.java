package io.leakguard.detection;

import java.time.Duration;

import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrowthDetector} at the default interval, over hours and days.
 */
class ProductionPaceTests {

	private static final Duration INTERVAL = Duration.ofSeconds(15);

	private static final int HOUR = 240;

	private static final int DAY = 24 * HOUR;

	@ParameterizedTest
	@ValueSource(ints = { 20, 40, 60, 80 })
	void aFiniteSetOfKeysThatIsExhaustedWithinTheHourIsNotConfirmed(int tau) {
		Playback played = Playback.of((scan) -> Math.round(5000 * (1 - Math.exp(-scan / (double) tau))))
			.as(Kind.COLLECTION_GROWS, Unit.ENTRIES)
			.every(INTERVAL)
			.play(4 * HOUR);
		assertThat(played.confirmedAt).as("%s", played).isZero();
		assertThat(played.last).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 50, 100, 150, 200 })
	void whatFillsWithinTheHourAndIsFullThenIsNotConfirmed(int full) {
		Playback played = Playback.of((scan) -> 5 * Math.min(scan, full))
			.as(Kind.CACHE_UNBOUNDED, Unit.ENTRIES)
			.ended((scan) -> 0)
			.every(INTERVAL)
			.play(4 * HOUR);
		assertThat(played.confirmedAt).as("%s", played).isZero();
	}

	@Test
	void clientsThatComeBackAfterARollOutAreNotConfirmed() {
		Playback played = Playback.of((scan) -> 20 * Math.min(scan, HOUR / 2) + 3 * (scan % 2))
			.as(Kind.SESSION_RETAINED, Unit.OBJECTS)
			.ended((scan) -> 0)
			.every(INTERVAL)
			.play(4 * HOUR);
		assertThat(played.confirmedAt).as("%s", played).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 100 })
	void aLeakIsSuspectedWithinMinutesAndConfirmedWithinHours(int rate) {
		Playback played = Playback.of((scan) -> 20 + rate * scan)
			.as(Kind.COLLECTION_GROWS, Unit.ENTRIES)
			.every(INTERVAL)
			.play(3 * HOUR);
		assertThat(played.suspectedAt).as("%s", played).isBetween(12, 30);
		assertThat(played.confirmedAt).as("%s", played).isBetween(HOUR, 2 * HOUR);
	}

	@Test
	void listenersThatAreMadeForEachRequestAreConfirmedInAQuarterOfAnHour() {
		Playback played = Playback.of((scan) -> 20 + 3 * scan)
			.as(Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS)
			.ended((scan) -> 0)
			.every(INTERVAL)
			.play(HOUR);
		assertThat(played.confirmedAt).as("%s", played).isBetween(HOUR / 4, HOUR / 2);
	}

	@Test
	void whereTheLimitIsNearALeakIsConfirmedSooner() {
		Playback played = Playback.of((scan) -> 20 + 10 * scan)
			.as(Kind.COLLECTION_GROWS, Unit.ENTRIES)
			.with((builder) -> builder.limit(2000L))
			.every(INTERVAL)
			.play(190);
		assertThat(played.confirmedAt).as("%s", played).isBetween(45, 120);
	}

	@ParameterizedTest
	@ValueSource(ints = { 20, 100 })
	void aJobThatFillsSomethingEachNightIsNotConfirmedNightAfterNight(int minutes) {
		int length = minutes * 4;
		// what takes longer than the patience may be told in the first night, when nobody
		// can know that it will be cleared; here that night leaves its peak only
		Playback played = Playback.of((scan) -> {
			int sinceTwo = (scan % DAY) - 2 * HOUR;
			boolean first = scan < DAY && minutes > 60;
			return (sinceTwo >= 0 && sinceTwo < length) ? first ? 2000 : 10 + 5 * sinceTwo : 10;
		}).as(Kind.COLLECTION_GROWS, Unit.ENTRIES).every(INTERVAL).play(4 * DAY);
		assertThat(played.confirmedAt).as("%s", played).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 6, 10, 13, 15, 18 })
	void aPopulationThatFollowsTheTrafficOfItsFirstDayIsNothing(int hours) {
		// it rises from the beginning, for as long as its past is not two days long
		Playback played = Playback.of((scan) -> Math.round(100 * rate(scan)))
			.as(Kind.COLLECTION_GROWS, Unit.ENTRIES)
			.load(ProductionPaceTests::total)
			.every(INTERVAL)
			.play(hours * HOUR);
		assertThat(played.last).as("%s", played).isNull();
		Playback leaking = Playback.of((scan) -> Math.round(100 * rate(scan)))
			.as(Kind.COLLECTION_GROWS, Unit.ENTRIES)
			.load((scan) -> 10 * scan)
			.every(INTERVAL)
			.play(hours * HOUR);
		assertThat(leaking.last).as("the same at even traffic: %s", leaking).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.15, 0.25 })
	void aPopulationThatFollowsTrafficThatGrowsSlowlyIsNotConfirmed(double perHour) {
		Playback played = Playback.of((scan) -> Math.round(2000 * (1 + perHour * scan / HOUR)))
			.as(Kind.COLLECTION_GROWS, Unit.ENTRIES)
			.load((scan) -> 100 * (scan + perHour * scan * scan / (2.0 * HOUR)))
			.every(INTERVAL)
			.play(8 * HOUR);
		assertThat(played.confirmedAt).as("%s", played).isZero();
		Playback leaking = Playback.of((scan) -> Math.round(2000 * (1 + perHour * scan / HOUR)))
			.as(Kind.COLLECTION_GROWS, Unit.ENTRIES)
			.load((scan) -> 100 * scan)
			.every(INTERVAL)
			.play(8 * HOUR);
		assertThat(leaking.confirmedAt).as("the same at even traffic: %s", leaking).isPositive();
	}

	private static double rate(int scan) {
		return 1 + 4 * scan / (18.0 * HOUR);
	}

	private static double total(int scan) {
		return 10 * (scan + 4.0 * scan * scan / (2 * 18.0 * HOUR));
	}

}
