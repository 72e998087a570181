package io.leakguard.holding;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what the walk costs with the default settings. The bars are an order of
 * magnitude above what is measured, so that a slow machine does not fail them.
 */
class CostTests {

	@Test
	void aThousandBeansOfTenFieldsAreWalkedWithinTheBudget() throws Exception {
		List<Root> roots = new ArrayList<>();
		for (Object bean : Beans.make(1_000)) {
			roots.add(new Root("bean" + roots.size(), bean, Root.Rank.APPLICATION));
		}
		HoldingProbe probe = new HoldingProbe(() -> roots, HoldingSettings.defaults(), Duration.ofHours(1));
		long[] nanos = new long[400];
		for (int i = 0; i < nanos.length; i++) {
			long before = cpu();
			new Census(Instant.EPOCH, Attention.NONE, 5_000, 100).take(probe);
			nanos[i] = cpu() - before;
		}
		long[] settled = Arrays.copyOfRange(nanos, 200, 400);
		Arrays.sort(settled);
		assertThat(probe.known()).isEqualTo(HoldingSettings.defaults().maxCollections());
		assertThat(settled[100]).isLessThan(Duration.ofMillis(10).toNanos());
		assertThat(settled[190]).isLessThan(Duration.ofMillis(30).toNanos());
	}

	/** The machine that runs the tests has other things to do. */
	private static long cpu() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

}
