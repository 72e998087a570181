package io.leakguard.jvm;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HistogramCost}.
 */
class HistogramCostTests {

	private static final long HEAP = 500L << 20;

	private static final double PAUSE = Duration.ofMillis(500).toNanos();

	private final HistogramCost cost = new HistogramCost();

	@Test
	void beforeTheFirstCollectionTheMachineIsMeasuredOnce() {
		assertThat(this.cost.expectedWithCollection(HEAP, () -> 1)).isLessThan(PAUSE);
		HistogramCost throttled = new HistogramCost();
		assertThat(throttled.expectedWithCollection(HEAP, () -> 0.25)).isGreaterThan(PAUSE);
		assertThat(throttled.expectedWithCollection(HEAP, () -> 1)).isGreaterThan(PAUSE);
	}

	@Test
	void aCollectionThatTookTooLongIsTheLast() {
		this.cost.account(HEAP, Duration.ofSeconds(2).toNanos(), true);
		assertThat(this.cost.expectedWithCollection(HEAP)).isGreaterThan(PAUSE);
	}

	@Test
	void aCollectionThatTookAsLongAsExpectedIsNot() {
		this.cost.account(HEAP, (long) this.cost.expectedWithCollection(HEAP), true);
		assertThat(this.cost.expectedWithCollection(HEAP)).isLessThan(PAUSE);
	}

}
