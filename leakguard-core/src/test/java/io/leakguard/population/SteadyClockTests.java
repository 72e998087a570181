package io.leakguard.population;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SteadyClock}.
 */
class SteadyClockTests {

	@Test
	void itShowsTheWallClockAsLongAsNobodySetsThat() {
		assertThat(Duration.between(new SteadyClock().instant(), Instant.now()).abs())
			.isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void itNeverRunsBackwardsAndKeepsPaceWithTheMonotonicClock() throws InterruptedException {
		Clock clock = new SteadyClock();
		Instant began = clock.instant();
		long nanos = System.nanoTime();
		Instant last = began;
		for (int i = 0; i < 20; i++) {
			Thread.sleep(2);
			Instant next = clock.instant();
			assertThat(next).isAfter(last);
			last = next;
		}
		assertThat(Duration.between(began, clock.instant())).isCloseTo(Duration.ofNanos(System.nanoTime() - nanos),
				Duration.ofMillis(100));
	}

	@Test
	void allOfThemShowTheSameTimeWhateverTheZone() {
		Clock clock = new SteadyClock();
		assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
		Clock elsewhere = clock.withZone(ZoneId.of("Europe/Berlin"));
		assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
		Instant before = clock.instant();
		assertThat(elsewhere.instant()).isBetween(before, clock.instant());
	}

}
