package io.leakguard.detection;

import java.time.Duration;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

import io.leakguard.population.Kind;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrowthDetector} over the sixty scans of a short run.
 */
class GrowthDetectorTests {

	private static final int SCANS = 60;

	@Nested
	class Leaks {

		@ParameterizedTest
		@CsvSource({ "5, 0", "5, 100", "5, 1000", "20, 0", "20, 1000", "1, 0", "1, 100", "1, 300" })
		void aCountThatGrowsWithEachScanIsSuspectedAndThenConfirmed(double rate, double base) {
			Playback played = Playback.of((scan) -> base + rate * scan).play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isBetween(12, 20);
			assertThat(played.confirmedAt).as("%s", played).isBetween(45, 48);
			assertThat(played.last.signs()).contains(Sign.PERSISTED);
		}

		@ParameterizedTest
		@CsvSource({ "1.08, true", "1.05, false" })
		void aFifthMoreOverThreeCollectionsIsASign(double factor, boolean sign) {
			Playback played = Playback.of((scan) -> 100e6 * Math.pow(factor, scan))
				.as(Kind.HEAP_GROWS, Unit.BYTES)
				.play(30);
			assertThat(played.last.signs().contains(Sign.LIVE_HEAP_UP)).isEqualTo(sign);
		}

		@Test
		void aSlowLeakIsSuspectedAndConfirmedWhenItIsMoreThanAHandful() {
			Playback played = Playback.of((scan) -> 30 + Math.floor(scan / 3.0)).play(2 * SCANS);
			assertThat(played.suspectedAt).as("%s", played).isBetween(14, 24);
			assertThat(played.confirmedAt).as("%s", played).isBetween(88, 105);
		}

		@ParameterizedTest
		@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
		void aNoisyLeakIsSuspectedAndThenConfirmed(long seed) {
			Playback played = Playback.of(noisy(seed, (scan) -> 300 + 5 * scan, 3)).play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isBetween(12, 22);
			assertThat(played.confirmedAt).as("%s", played).isBetween(45, 52);
		}

		@Test
		void whatACloserLookHasToldStandsInTheReasonAndChangesNothingElse() {
			Playback plain = Playback.of((scan) -> 12 + 5 * scan).play(SCANS);
			Playback noted = Playback.of((scan) -> 12 + 5 * scan)
				.with((builder) -> builder.note("", "120 constructors and no close"))
				.play(SCANS);
			assertThat(noted.last.reason()).isEqualTo(plain.last.reason() + "; 120 constructors and no close");
			assertThat(noted.last.signs()).isEqualTo(plain.last.signs());
			assertThat(noted.suspectedAt).isEqualTo(plain.suspectedAt);
			assertThat(noted.confirmedAt).isEqualTo(plain.confirmedAt);
		}

		@Test
		void aLeakInStairsIsSuspected() {
			Playback played = Playback.of((scan) -> 50 + 10 * Math.floor(scan / 5.0)).play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isBetween(14, 26);
		}

		@Test
		void aLeakWhoseMembersNeverLeaveIsConfirmedEarlier() {
			Playback played = Playback.of((scan) -> 12 + 5 * scan)
				.as(Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS)
				.ended((scan) -> 0)
				.play(SCANS);
			assertThat(played.confirmedAt).as("%s", played).isBetween(24, 30);
			assertThat(played.last.signs()).contains(Sign.OLDEST_NEVER_LEAVE);
			assertThat(played.last.reason()).contains("none removed");
		}

		@Test
		void thatNoneHasLeftSaysNothingOfACacheThatFills() {
			Playback played = Playback.of((scan) -> 12 + 5 * Math.min(scan, 35))
				.as(Kind.CACHE_UNBOUNDED, Unit.ENTRIES)
				.ended((scan) -> 0)
				.play(SCANS);
			assertThat(played.confirmedAt).as("%s", played).isZero();
		}

		@Test
		void membersThatShouldHaveExpiredAreConfirmed() {
			Playback played = Playback.of((scan) -> 12 + 5 * scan)
				.as(Kind.CACHE_UNBOUNDED, Unit.ENTRIES)
				.with((cache) -> cache.lifetime(Duration.ofSeconds(10)))
				.play(SCANS);
			assertThat(played.confirmedAt).as("%s", played).isBetween(45, 48);
		}

		@Test
		void aLeakBeginsInTheMiddleAndIsStillSuspected() {
			Playback played = Playback.of((scan) -> 100 + 5 * Math.max(0, scan - 25)).play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isBetween(35, 42);
		}

		@Test
		void aLeakInBurstsWithRestsBetweenThemIsConfirmed() {
			Playback played = Playback.of((scan) -> 35 * (scan / 7)).play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isBetween(20, 32);
			assertThat(played.confirmedAt).as("%s", played).isBetween(45, 56);
		}

		@Test
		void aSignOfTheProbeConfirms() {
			Playback played = Playback.of((scan) -> 5 * scan)
				.with((builder) -> builder.sign(Sign.STABLE_HOLDER))
				.play(SCANS);
			assertThat(played.confirmedAt).as("%s", played).isBetween(20, 24);
		}

		@Test
		void aHeapThatGrowsIsSuspectedAndNeverConfirmedByItself() {
			Playback played = Playback.of(noisy(4, (scan) -> 60e6 + 1e6 * scan, 300_000))
				.as(Kind.HEAP_GROWS, Unit.BYTES)
				.with((builder) -> builder.limit(384_000_000L))
				.play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isBetween(12, 20);
			assertThat(played.confirmedAt).isZero();
			assertThat(played.last.exhaustedIn()).isNotNull();
			assertThat(played.last.exhaustedIn().toSeconds()).isBetween(100L, 160L);
		}

	}

	@Nested
	class Healthy {

		@Test
		void clientsForEachOfSomeHostsAreNotConfirmed() {
			Playback played = Playback.of((scan) -> 12 + Math.min(14, scan / 3))
				.as(Kind.CLIENT_PER_REQUEST, Unit.THREADS)
				.ended((scan) -> 0)
				.play(2 * SCANS);
			assertThat(played.confirmedAt).as("%s", played).isZero();
		}

		@Test
		void membersThatHadNoTimeToExpireAreNotEvenSuspected() {
			Playback played = Playback.of((scan) -> 12 + 5 * scan)
				.as(Kind.CACHE_UNBOUNDED, Unit.ENTRIES)
				.with((cache) -> cache.lifetime(Duration.ofMinutes(10)))
				.play(5 * SCANS);
			assertThat(played.suspectedAt).as("%s", played).isZero();
		}

		@Test
		void membersThatLiveForDaysAreWaitedForForADay() {
			Playback played = Playback.of((scan) -> 12 + 5 * scan)
				.as(Kind.SESSION_RETAINED, Unit.OBJECTS)
				.ended((scan) -> 0)
				.with((sessions) -> sessions.lifetime(Duration.ofDays(2)))
				.play(5 * SCANS);
			assertThat(played.suspectedAt).as("%s", played).isZero();
		}

		@ParameterizedTest
		@ValueSource(ints = { 8, 16, 24, 32, 40 })
		void aCacheThatFillsToAPlateauIsNeverConfirmedAndClears(int full) {
			Playback played = Playback.of((scan) -> 20 * Math.min(scan, full)).play(SCANS);
			assertHealthy(played);
		}

		@ParameterizedTest
		@ValueSource(doubles = { 5, 10, 15, 20 })
		void aWarmUpIsNeverConfirmedAndClears(double tau) {
			Playback played = Playback.of((scan) -> Math.round(1000 * (1 - Math.exp(-scan / tau)))).play(SCANS);
			assertHealthy(played);
		}

		@Test
		void aCacheBelowItsBoundIsNothing() {
			Playback played = Playback.of((scan) -> 20 * scan).with((builder) -> builder.bound(1200L)).play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isZero();
			Playback without = Playback.of((scan) -> 20 * scan).play(SCANS);
			assertThat(without.suspectedAt).isPositive();
		}

		@Test
		void aCacheFarAboveItsBoundIsALeakAgain() {
			Playback played = Playback.of((scan) -> 20 * scan).with((builder) -> builder.bound(100L)).play(SCANS);
			assertThat(played.confirmedAt).as("%s", played).isPositive();
			assertThat(played.last.reason()).contains("bound is 100");
		}

		@Test
		void burstsOfThreadsThatFallBackAreNothing() {
			Playback played = Playback.of((scan) -> 10 + ((scan % 15 < 5) ? 8 + 8 * (scan / 15) : 0))
				.as(Kind.THREADS_GROW, Unit.THREADS)
				.play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isZero();
		}

		@Test
		void poolThatGrowsInAFewBurstsClears() {
			int[] sizes = { 10, 22, 30, 30 };
			assertHealthy(Playback.of((scan) -> sizes[Math.min(3, (scan - 1) / 15)]).play(SCANS));
		}

		@ParameterizedTest
		@ValueSource(ints = { 12, 20, 28, 36, 44 })
		void whatFillsUpIsNotConfirmedThoughNoneHasLeftYet(int full) {
			Playback played = Playback.of((scan) -> 20 * Math.min(scan, full))
				.ended((scan) -> 0)
				.with((builder) -> builder.sign(Sign.OLDEST_NEVER_LEAVE))
				.play(SCANS);
			assertHealthy(played);
		}

		@Test
		void aSetOfKeysThatIsExhaustedIsNotConfirmedThoughNoneHasLeftYet() {
			Playback played = Playback.of((scan) -> Math.round(300 * (1 - Math.exp(-scan / 16.0))))
				.ended((scan) -> 0)
				.with((builder) -> builder.sign(Sign.OLDEST_NEVER_LEAVE))
				.play(SCANS);
			assertHealthy(played);
		}

		@Test
		void threeStepsAreNothing() {
			Playback played = Playback.of((scan) -> (scan < 5) ? 0 : (scan < 18) ? 20 : (scan < 33) ? 40 : 50)
				.ended((scan) -> 0)
				.play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isZero();
		}

		@Test
		void classLoadingInAFewStepsIsNothing() {
			int[] sizes = { 1170, 1250, 1436, 1436, 1436, 1436 };
			Playback played = Playback.of((scan) -> sizes[Math.min(5, scan / 6)])
				.as(Kind.CLASSES_GROW, Unit.CLASSES)
				.play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isZero();
		}

		@ParameterizedTest
		@ValueSource(ints = { 4, 7, 10, 15 })
		void aSawToothClears(int period) {
			assertHealthy(Playback.of((scan) -> 50 + 10 * (scan % period)).play(SCANS));
		}

		@ParameterizedTest
		@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
		void noiseIsNothing(long seed) {
			Playback played = Playback.of(noisy(seed, (scan) -> 200, 6)).play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isZero();
		}

		@Test
		void aSingleStepIsNothing() {
			for (int at = 2; at < SCANS; at++) {
				int step = at;
				Playback played = Playback.of((scan) -> (scan < step) ? 100 : 160).play(SCANS);
				assertThat(played.suspectedAt).as("step at %d: %s", at, played).isZero();
			}
		}

		@Test
		void aPopulationThatRisesWithTheRateOfRequestsIsNothing() {
			IntToDoubleFunction rate = (scan) -> 10 + scan;
			Playback played = Playback.of((scan) -> 10 * rate.applyAsDouble(scan))
				.load((scan) -> 10 * scan + scan * (scan + 1) / 2.0)
				.play(SCANS);
			assertThat(played.suspectedAt).as("%s", played).isZero();
			assertThat(Playback.of((scan) -> 10 * rate.applyAsDouble(scan)).play(SCANS).suspectedAt).isPositive();
		}

		@Test
		void nothingIsConfirmedBeforeTheApplicationHasSettled() {
			Playback played = Playback.of((scan) -> 5 * scan).settledAt(Integer.MAX_VALUE).play(SCANS);
			assertThat(played.suspectedAt).isPositive();
			assertThat(played.confirmedAt).isZero();
		}

		@Test
		void aPopulationThatIsShownOnlyIsNotJudged() {
			Playback played = Playback.of((scan) -> 5 * scan).with((builder) -> builder.shownOnly()).play(SCANS);
			assertThat(played.suspectedAt).isZero();
		}

		private void assertHealthy(Playback played) {
			assertThat(played.confirmedAt).as("%s", played).isZero();
			assertThat(played.last).as("%s", played).isNull();
		}

	}

	static IntToDoubleFunction noisy(long seed, IntToDoubleFunction series, double deviation) {
		Random random = new Random(seed);
		return (scan) -> Math.round(series.applyAsDouble(scan) + deviation * random.nextGaussian());
	}

}
