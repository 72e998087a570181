package io.leakguard.scan;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Settling}.
 */
class SettlingTests {

	private static final Instant START = Instant.parse("2026-11-28T09:00:00Z");

	private final Settling settling = new Settling(() -> 10_000, 12);

	@Test
	void whatIsReadyAndLoadsNoClassesSettlesAfterSomeScans() {
		assertThat(settles(true, 10, 15)).isBetween(4, 6);
	}

	@Test
	void whatIsNotReadyDoesNotSettleWithinFiveMinutes() {
		assertThat(settles(false, 20, 15)).isEqualTo(-1);
	}

	@Test
	void aRunnerThatDoesNotReturnIsTakenAsStartedAfterFiveMinutes() {
		assertThat(settles(false, 40, 15)).isBetween(20, 26);
	}

	/** Return the scan in which it settles, or -1. */
	private int settles(boolean ready, int scans, int seconds) {
		for (int scan = 0; scan < scans; scan++) {
			if (this.settling.scan(ready, START.plusSeconds((long) scan * seconds))) {
				return scan;
			}
		}
		return -1;
	}

}
