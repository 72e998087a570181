package io.leakguard.history;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link History}.
 */
class HistoryTests {

	private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");

	private final History history = new History(START);

	@Test
	void theLastScansAreKeptAndOlderOnesDropped() {
		play(200, 15);
		Window scans = this.history.scans();
		assertThat(scans.size()).isEqualTo(History.SCANS);
		assertThat(scans.values()[0]).isEqualTo(73);
		assertThat(scans.values()[scans.size() - 1]).isEqualTo(200);
		assertThat(scans.seconds()[scans.size() - 1]).isEqualTo(3000);
	}

	@Test
	void minutesAndHoursKeepTheLowestOfTheirBucket() {
		for (int i = 1; i <= 480; i++) {
			this.history.append(START.plusSeconds(15L * i), (i % 4 == 2) ? 3 : 100);
		}
		assertThat(this.history.minutes().values()).hasSize(120).containsOnly(3);
		assertThat(this.history.hours().values()).hasSize(2).containsOnly(3);
	}

	@Test
	void aValueThatIsNotLaterIsIgnored() {
		this.history.append(START.plusSeconds(10), 5);
		this.history.append(START.plusSeconds(10), 6);
		this.history.append(START.minusSeconds(10), 7);
		assertThat(this.history.scans().values()).containsExactly(5);
	}

	@Test
	void theBaselineIsTheFirstValueUntilTheApplicationHasSettled() {
		play(3, 1);
		assertThat(this.history.baseline()).isEqualTo(1);
		this.history.settle();
		assertThat(this.history.baseline()).isEqualTo(3);
	}

	@Test
	void whatNeverMovedHasNotChanged() {
		this.history.append(START.plusSeconds(1), 5);
		this.history.append(START.plusSeconds(2), 5);
		assertThat(this.history.hasChanged()).isFalse();
		assertThat(this.history.riseFromLowest()).isZero();
		this.history.append(START.plusSeconds(3), 9);
		assertThat(this.history.hasChanged()).isTrue();
		assertThat(this.history.riseFromLowest()).isEqualTo(4);
	}

	@Test
	void turnoverIsCountedFromATime() {
		for (int i = 1; i <= 100; i++) {
			this.history.append(START.plusSeconds(i), i, 3L * i, 2L * i);
		}
		Turnover turnover = this.history.turnoverSince(60);
		assertThat(turnover).isNotNull();
		assertThat(turnover.added()).isBetween(120L, 135L);
		assertThat(turnover.ended()).isBetween(80L, 90L);
		assertThat(turnover.endedShare()).isBetween(0.66, 0.67);
	}

	@Test
	void turnoverThatBeginsAnewIsNotNegative() {
		this.history.append(START.plusSeconds(1), 5, 100, 95);
		this.history.append(START.plusSeconds(2), 5, 7, 2);
		assertThat(this.history.turnoverSince(0)).isEqualTo(new Turnover(0, 0));
	}

	@Test
	void whereNobodyCountsThereIsNoTurnover() {
		this.history.append(START.plusSeconds(1), 5, -1, -1);
		assertThat(this.history.turnoverSince(0)).isNull();
	}

	private void play(int count, int seconds) {
		for (int i = 1; i <= count; i++) {
			this.history.append(START.plusSeconds((long) i * seconds), i);
		}
	}

}
