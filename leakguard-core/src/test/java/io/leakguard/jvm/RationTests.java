package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ration}.
 */
class RationTests {

	private final Instant now = Instant.parse("2026-11-21T10:00:00Z");

	@Test
	void theIntervalIsKept() {
		Ration ration = new Ration(Duration.ofSeconds(60), 0.01, Duration.ofSeconds(1));
		assertThat(ration.allows(this.now)).isTrue();
		ration.spend(this.now, 0);
		assertThat(ration.allows(this.now.plusSeconds(59))).isFalse();
		assertThat(ration.allows(this.now.plusSeconds(60))).isTrue();
	}

	@Test
	void whatCostsMoreIsDoneLessOften() {
		Ration ration = new Ration(Duration.ofSeconds(1), 0.01, Duration.ofSeconds(1));
		ration.spend(this.now, Duration.ofMillis(100).toNanos());
		assertThat(ration.allows(this.now.plusSeconds(9))).isFalse();
		assertThat(ration.allows(this.now.plusSeconds(10))).isTrue();
	}

	@Test
	void whatTakesTooLongRests() {
		Ration ration = new Ration(Duration.ofSeconds(60), 0.01, Duration.ofMillis(500));
		ration.spend(this.now, Duration.ofMillis(501).toNanos());
		assertThat(ration.allows(this.now.plus(Duration.ofMinutes(19)))).isFalse();
		assertThat(ration.allows(this.now.plus(Duration.ofMinutes(21)))).isTrue();
	}

	@Test
	void oneThatIsSlowByChanceDoesNotForbidTheNext() {
		Ration ration = new Ration(Duration.ofSeconds(1), 0.01, Duration.ofMillis(100));
		ration.spend(this.now, Duration.ofMillis(5).toNanos());
		for (int i = 0; i < 3; i++) {
			ration.spend(this.now, Duration.ofMillis(800).toNanos());
			assertThat(ration.allows(this.now.plusSeconds(1))).isTrue();
		}
		ration.spend(this.now, Duration.ofMillis(800).toNanos());
		assertThat(ration.allows(this.now.plus(Duration.ofMinutes(20)))).as("four times is no chance").isFalse();
	}

	@Test
	void aHeavyOneFollowsTheScansButNotBeyondAMinute() {
		Ration quick = Ration.heavy(Duration.ofMillis(500), Duration.ofSeconds(1));
		quick.spend(this.now, 0);
		assertThat(quick.allows(this.now.plusSeconds(1))).isFalse();
		assertThat(quick.allows(this.now.plusSeconds(2))).isTrue();
		Ration slow = Ration.heavy(Duration.ofMinutes(5), Duration.ofSeconds(1));
		slow.spend(this.now, 0);
		assertThat(slow.allows(this.now.plusSeconds(60))).isTrue();
	}

	@Test
	void theFirstUseOfALightOneIsFree() {
		Ration ration = Ration.light();
		ration.spend(this.now, Duration.ofSeconds(1).toNanos());
		assertThat(ration.allows(this.now)).isTrue();
		ration.spend(this.now, Duration.ofSeconds(1).toNanos());
		assertThat(ration.allows(this.now)).isFalse();
		assertThat(ration.allows(this.now.plusSeconds(1))).as("the next two cost little").isTrue();
	}

	@Test
	void whatShowsNothingWaitsTwiceAsLongEachTimeUntilItShowsSomething() {
		Ration ration = new Ration(Duration.ZERO, 0.01, Duration.ofSeconds(1));
		long cost = Duration.ofMillis(10).toNanos();
		for (int seconds = 2; seconds <= 64; seconds *= 2) {
			ration.spend(this.now, cost, false);
			assertThat(ration.allows(this.now.plusSeconds(seconds).minusMillis(1))).isFalse();
			assertThat(ration.allows(this.now.plusSeconds(seconds))).isTrue();
		}
		ration.spend(this.now, cost, false);
		assertThat(ration.allows(this.now.plusSeconds(64))).as("no longer than that").isTrue();
		ration.spend(this.now, cost, true);
		assertThat(ration.allows(this.now.plusSeconds(1))).isTrue();
	}

}
