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
	void onAMachineThatIsSlowASmallHeapIsStillGlancedAt() {
		long small = 30L << 20;
		double glance = Duration.ofMillis(40).toNanos();
		for (int i = 0; i < 8; i++) {
			this.cost.account(small, Duration.ofMillis(60).toNanos(), false);
		}
		assertThat(this.cost.expected(small)).isGreaterThan(glance);
		assertThat(this.cost.expectedOfAGlance(small)).isLessThan(glance);
	}

	@Test
	void whereAllGlancesTookMuchTooLongThereIsNoOther() {
		long small = 100L << 20;
		double glance = Duration.ofMillis(40).toNanos();
		assertThat(this.cost.expectedOfAGlance(small)).isLessThan(glance);
		for (int i = 0; i < 8; i++) {
			this.cost.account(small, Duration.ofMillis(300).toNanos(), false);
		}
		assertThat(this.cost.expectedOfAGlance(small)).isGreaterThan(glance);
	}

	@Test
	void aCollectionThatTookAsLongAsExpectedIsNot() {
		this.cost.account(HEAP, (long) this.cost.expectedWithCollection(HEAP), true);
		assertThat(this.cost.expectedWithCollection(HEAP)).isLessThan(PAUSE);
	}

}
