package io.leakguard.detection;

import java.time.Duration;

import io.leakguard.population.Kind;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Patience}.
 */
class PatienceTests {

	private static final Duration HOUR = Duration.ofHours(1);

	@Test
	void whoeverWatchesGetsAnAnswerAtOnce() {
		Patience patience = Patience.of(HOUR, Duration.ofSeconds(2), null);
		assertThat(patience.isOver(Sign.PERSISTED, Kind.CACHE_UNBOUNDED, 0)).isTrue();
		assertThat(patience.isOver(Sign.OLDEST_NEVER_LEAVE, Kind.SESSION_RETAINED, 0)).isTrue();
	}

	@Test
	void atTheDefaultIntervalGrowthAloneIsWaitedForAnHour() {
		Patience patience = Patience.of(HOUR, Duration.ofSeconds(15), null);
		assertThat(patience.isOver(Sign.PERSISTED, Kind.CACHE_UNBOUNDED, 3599)).isFalse();
		assertThat(patience.isOver(Sign.PERSISTED, Kind.CACHE_UNBOUNDED, 3600)).isTrue();
		assertThat(patience.isOver(Sign.SAME_CLASS_GROWS, Kind.HEAP_GROWS, 3599)).isFalse();
	}

	@Test
	void whatShouldHaveEndedIsWaitedForLessLongThanWhatUsersBring() {
		Patience patience = Patience.of(HOUR, Duration.ofSeconds(15), null);
		assertThat(patience.isOver(Sign.OLDEST_NEVER_LEAVE, Kind.LISTENER_NOT_REMOVED, 900)).isTrue();
		assertThat(patience.isOver(Sign.OLDEST_NEVER_LEAVE, Kind.LISTENER_NOT_REMOVED, 899)).isFalse();
		assertThat(patience.isOver(Sign.OLDEST_NEVER_LEAVE, Kind.SESSION_RETAINED, 900)).isFalse();
	}

	@Test
	void anExactEventAndWhatNeverStirsNeedNoTime() {
		Patience patience = Patience.of(HOUR, Duration.ofMinutes(1), null);
		assertThat(patience.isOver(Sign.EXACT_EVENT, Kind.NOT_CLOSED, 0)).isTrue();
		assertThat(patience.isOver(Sign.NEVER_STIRS, Kind.THREADS_GROW, 0)).isTrue();
	}

	@Test
	void whereTheLimitIsNearNobodyWaits() {
		Patience patience = Patience.of(HOUR, Duration.ofSeconds(15), Duration.ofMinutes(40));
		assertThat(patience.isOver(Sign.PERSISTED, Kind.HEAP_GROWS, 600)).isTrue();
		assertThat(patience.isOver(Sign.PERSISTED, Kind.HEAP_GROWS, 599)).isFalse();
	}

}
