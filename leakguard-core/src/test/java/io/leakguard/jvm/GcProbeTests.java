package io.leakguard.jvm;

import java.time.Duration;

import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GcProbeTests {

	private final LongPauses full = new LongPauses(200);

	private double share = 0.9;

	private final Scans scans = new Scans(new GcProbe(this.full, GcSettings.defaults(), () -> this.share))
		.every(Duration.ofSeconds(5));

	private void pause(long millis) {
		this.full.paused("PS MarkSweep", "Allocation Failure", millis);
	}

	private Population scan() {
		return this.scans.next("jvm.gc.longPauses");
	}

	@Test
	void fiveLongPausesInAMinuteArePressure() {
		for (int i = 0; i < 4; i++) {
			pause(300);
			assertThat(scan().facts()).isEmpty();
		}
		pause(201);
		Population pauses = scan();
		assertThat(pauses.isTrended()).isFalse();
		assertThat(pauses.facts()).hasSize(1);
		Fact fact = pauses.facts().get(0);
		assertThat(fact.kind()).isEqualTo(Kind.GC_PRESSURE);
		assertThat(fact.exact()).isFalse();
		assertThat(fact.count()).isEqualTo(5);
		assertThat(fact.culprit().type()).isEqualTo("PS MarkSweep");
		assertThat(fact.detail()).isEqualTo("5 pauses over 200 ms within 60 s");
		assertThat(scan().facts().get(0).since()).isEqualTo(fact.since());
	}

	@Test
	void onAMachineThatIsStarvedOfProcessorTimeLongPausesAreNoPressure() {
		this.share = 0.3;
		for (int i = 0; i < 6; i++) {
			pause(300);
			assertThat(scan().facts()).isEmpty();
		}
		this.share = 0.9;
		for (int i = 0; i < 13; i++) {
			pause(300);
			scan();
		}
		assertThat(scan().facts()).hasSize(1);
	}

	@Test
	void pressureThatIsOverIsForgotten() {
		for (int i = 0; i < 6; i++) {
			pause(300);
			scan();
		}
		Population pauses = null;
		for (int i = 0; i < 13; i++) {
			pauses = scan();
		}
		assertThat(pauses.facts()).isEmpty();
		assertThat(pauses.count()).isZero();
	}

	@Test
	void shortPausesAreNoPressureHoweverMany() {
		for (int i = 0; i < 20; i++) {
			for (int j = 0; j < 50; j++) {
				pause(200);
			}
			assertThat(scan().facts()).isEmpty();
		}
	}

	@Test
	void severalLongPausesBetweenTwoScansAllCount() {
		for (int i = 0; i < 5; i++) {
			pause(400);
		}
		assertThat(scan().facts()).hasSize(1);
	}

	@Test
	void oneLongPauseAmongShortOnesCountsOnceAtMost() {
		for (int i = 0; i < 5; i++) {
			pause(10);
		}
		pause(400);
		assertThat(scan().count()).isEqualTo(1);
	}

	@Test
	void whatSomebodyAskedForIsNoPressure() {
		for (int i = 0; i < 20; i++) {
			this.full.paused("PS MarkSweep", "System.gc()", 5000);
			this.full.paused("PS MarkSweep", "Heap Inspection Initiated GC", 5000);
			assertThat(scan().count()).isZero();
		}
	}

	@Test
	void theCollectorsOfThisJvmAreRead() {
		try (GcProbe probe = new GcProbe(GcSettings.defaults())) {
			assertThat(new Scans(probe).next("jvm.gc.longPauses").count()).isNotNegative();
		}
	}

}
