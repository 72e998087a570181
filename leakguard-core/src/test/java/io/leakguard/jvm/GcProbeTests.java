package io.leakguard.jvm;

import java.time.Duration;
import java.util.List;

import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GcProbeTests {

	private final FakeCollector full = new FakeCollector("PS MarkSweep");

	private final FakeCollector cycles = new FakeCollector("ZGC Major Cycles");

	private final Scans scans = new Scans(new GcProbe(List.of(this.full, this.cycles), GcSettings.defaults()))
		.every(Duration.ofSeconds(5));

	private Population scan() {
		return this.scans.next("jvm.gc.longPauses");
	}

	@Test
	void fiveLongPausesInAMinuteArePressure() {
		for (int i = 0; i < 4; i++) {
			this.full.run(300);
			assertThat(scan().facts()).isEmpty();
		}
		this.full.run(201);
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
	void pressureThatIsOverIsForgotten() {
		for (int i = 0; i < 6; i++) {
			this.full.run(300);
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
				this.full.run(200);
			}
			assertThat(scan().facts()).isEmpty();
		}
	}

	@Test
	void severalLongPausesBetweenTwoScansAllCount() {
		for (int i = 0; i < 5; i++) {
			this.full.run(400);
		}
		assertThat(scan().facts()).hasSize(1);
	}

	@Test
	void oneLongPauseAmongShortOnesCountsOnceAtMost() {
		for (int i = 0; i < 5; i++) {
			this.full.run(10);
		}
		this.full.run(400);
		assertThat(scan().count()).isEqualTo(1);
	}

	@Test
	void concurrentCyclesAreNoPauses() {
		for (int i = 0; i < 20; i++) {
			this.cycles.run(5000);
			assertThat(scan().count()).isZero();
		}
	}

	@Test
	void pausesBeforeTheFirstScanAreNoneOfOurs() {
		for (int i = 0; i < 20; i++) {
			this.full.run(400);
		}
		Scans late = new Scans(new GcProbe(List.of(this.full), GcSettings.defaults()));
		assertThat(late.next("jvm.gc.longPauses").count()).isZero();
	}

	@Test
	void theCollectorsOfThisJvmAreRead() {
		Population pauses = new Scans(new GcProbe(GcSettings.defaults())).next("jvm.gc.longPauses");
		assertThat(pauses.count()).isNotNegative();
	}

}
