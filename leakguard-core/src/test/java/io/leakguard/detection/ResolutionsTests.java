package io.leakguard.detection;

import java.time.Duration;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Resolutions}: hours and days at the default interval.
 */
class ResolutionsTests {

	private static final Duration INTERVAL = Duration.ofSeconds(15);

	private static final int HOUR = 240;

	@Test
	void aCountThatBeginsToGrowAfterADayIsSuspectedWithinMinutes() {
		int day = 24 * HOUR;
		Playback played = Playback.of((scan) -> 100 + Math.max(0, scan - day)).every(INTERVAL).play(day + 120);
		assertThat(played.suspectedAt).as("%s", played).isBetween(day + 10, day + 110);
		assertThat(flat().play(day + 120).suspectedAt).isZero();
	}

	@Test
	void aCountThatGrowsTooSlowlyForTheScansIsSeenInTheMinutes() {
		Playback played = Playback.of((scan) -> 100 + Math.floor(scan / 80.0)).every(INTERVAL).play(5 * HOUR);
		assertThat(played.suspectedAt).as("%s", played).isBetween(HOUR / 4, 4 * HOUR);
		assertThat(played.last).isNotNull();
	}

	@Test
	void aHeapThatWillBeFullTodayIsSuspectedThoughTheDayBeforeWasQuiet() {
		int day = 24 * HOUR;
		Playback played = heap((scan) -> 500e6 + Math.max(0, scan - day) * 1e6).play(day + HOUR);
		assertThat(played.suspectedAt).as("%s", played).isBetween(day + 10, day + HOUR);
	}

	@Test
	void aDayIsNoLeakAndALeakBeneathADayIsOne() {
		IntToDoubleFunction day = (scan) -> 500e6 + 75e6 * Math.sin(2 * Math.PI * scan / (24 * HOUR));
		Playback healthy = heap(day).play(60 * HOUR);
		assertThat(healthy.confirmedAt).as("%s", healthy).isZero();
		assertThat(healthy.last).as("%s", healthy).isNull();
		Playback leak = heap((scan) -> day.applyAsDouble(scan) + scan * 10e6 / HOUR).play(60 * HOUR);
		assertThat(leak.confirmedAt).as("%s", leak).isBetween(46 * HOUR, 56 * HOUR);
		assertThat(leak.last.reason()).startsWith("higher at the same hour of the day");
	}

	@Test
	void aCountThatStoppedGrowingClearsWithinTheScansThatAreKept() {
		int stop = 6 * HOUR;
		Playback played = Playback.of((scan) -> Math.min(scan, stop)).every(INTERVAL).play(stop + 130);
		assertThat(played.confirmedAt).isPositive();
		assertThat(played.last).as("%s", played).isNull();
		assertThat(played.trend()).isEqualTo(Trend.LEVELLING_OFF);
	}

	@Test
	void aCountThatIsClearedAndGrowsAgainIsSuspectedAgain() {
		Playback played = Playback.of((scan) -> (scan < 20) ? 5 * scan : 5 * (scan - 20)).play(70);
		assertThat(played.last).as("%s", played).isNotNull();
	}

	@Test
	void gapsDoNotHideALeak() {
		Random random = new Random(5);
		Playback played = Playback.of((scan) -> (random.nextInt(3) == 0) ? Double.NaN : 5 * scan).play(60);
		assertThat(played.suspectedAt).as("%s", played).isBetween(16, 30);
	}

	@Test
	void trendsAreNamed() {
		assertThat(Playback.of((scan) -> 5 * scan).play(8).trend()).isEqualTo(Trend.UNKNOWN);
		assertThat(Playback.of((scan) -> 7).play(8).trend()).isEqualTo(Trend.UNKNOWN);
		assertThat(Playback.of((scan) -> 7).play(60).trend()).isEqualTo(Trend.STEADY);
		assertThat(Playback.of((scan) -> 5 * scan).play(60).trend()).isEqualTo(Trend.GROWING);
		assertThat(Playback.of((scan) -> 5 * Math.min(30, scan)).play(60).trend()).isEqualTo(Trend.LEVELLING_OFF);
		assertThat(Playback.of((scan) -> 900 - 5 * scan).play(60).trend()).isEqualTo(Trend.SHRINKING);
	}

	private static Playback flat() {
		return Playback.of((scan) -> 100).every(INTERVAL);
	}

	private static Playback heap(IntToDoubleFunction series) {
		Random random = new Random(3);
		return Playback.of((scan) -> series.applyAsDouble(scan) + 2e6 * random.nextGaussian())
			.every(INTERVAL)
			.as(Kind.HEAP_GROWS, Unit.BYTES)
			.with((builder) -> builder.limit(2_000_000_000L));
	}

}
