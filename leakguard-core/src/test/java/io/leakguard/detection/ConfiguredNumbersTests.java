package io.leakguard.detection;

import java.time.Duration;

import io.leakguard.population.Kind;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DetectionSettings} that an operator may have reasons to set: the same
 * series, judged with the default and with another number.
 */
class ConfiguredNumbersTests {

	private static final int SCANS = 120;

	private int confirmMembers = 30;

	private int confirmThreads = 16;

	private double endedShare = 0.02;

	private int boundSlack = 16;

	private Duration longestLifetime = Duration.ofDays(1);

	@Test
	void theNumbersOfThisTestAreTheDefaults() {
		assertThat(settings()).isEqualTo(DetectionSettings.defaults());
	}

	@Test
	void fewEntriesAreConfirmedWhereTheOperatorWantsThat() {
		assertThat(entries().suspectedAt).isPositive();
		assertThat(entries().confirmedAt).isZero();
		this.confirmMembers = 10;
		assertThat(entries().confirmedAt).isPositive();
	}

	private Playback entries() {
		return Playback.of((scan) -> 30 + Math.floor(scan / 5.0)).detector(new GrowthDetector(settings())).play(SCANS);
	}

	@Test
	void fewThreadsAreConfirmedWhereTheOperatorWantsThat() {
		assertThat(threads().suspectedAt).isPositive();
		assertThat(threads().confirmedAt).isZero();
		this.confirmThreads = 8;
		assertThat(threads().confirmedAt).isPositive();
	}

	private Playback threads() {
		return Playback.of((scan) -> 30 + Math.floor(scan / 8.0))
			.as(Kind.EXECUTOR_NOT_SHUT_DOWN, Unit.THREADS)
			.detector(new GrowthDetector(settings()))
			.play(SCANS);
	}

	@Test
	void moreMishapsStillCountAsNeverLeavingWhereTheOperatorWantsThat() {
		assertThat(listeners().last.signs()).doesNotContain(Sign.OLDEST_NEVER_LEAVE);
		this.endedShare = 0.1;
		assertThat(listeners().last.signs()).contains(Sign.OLDEST_NEVER_LEAVE);
	}

	private Playback listeners() {
		return Playback.of((scan) -> 12 + 5 * scan)
			.as(Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS)
			.ended((scan) -> Math.floor(0.25 * scan))
			.detector(new GrowthDetector(settings()))
			.play(60);
	}

	@Test
	void aHandfulAboveTheBoundIsSuspectedWhereTheOperatorWantsThat() {
		assertThat(bounded().suspectedAt).isZero();
		this.boundSlack = 0;
		assertThat(bounded().suspectedAt).isPositive();
	}

	private Playback bounded() {
		return Playback.of((scan) -> 5 + Math.floor(scan / 2.0))
			.with((builder) -> builder.bound(20L))
			.detector(new GrowthDetector(settings()))
			.play(60);
	}

	@Test
	void aLongTimeToLiveIsWaitedForWhereTheOperatorWantsThat() {
		assertThat(expiring().suspectedAt).isGreaterThan(24);
		this.longestLifetime = Duration.ofDays(7);
		assertThat(expiring().suspectedAt).isZero();
	}

	private Playback expiring() {
		return Playback.of((scan) -> 12 + 5 * scan)
			.with((builder) -> builder.lifetime(Duration.ofDays(7)))
			.every(Duration.ofHours(1))
			.detector(new GrowthDetector(settings()))
			.play(60);
	}

	private DetectionSettings settings() {
		return new DetectionSettings(12, 20, 24, 45, 1.0 / 3, 0.04, 1 << 20, 5, 8, 30, 0.4, 0.6, 0.25, 50_000_000,
				Duration.ofSeconds(3), 0.2, Duration.ofHours(1), this.confirmMembers, this.confirmThreads,
				this.endedShare, this.boundSlack, this.longestLifetime);
	}

}
