package io.leakguard.scan;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.detection.GrowthDetector;
import io.leakguard.finding.Ledger;
import io.leakguard.finding.LedgerSettings;
import io.leakguard.finding.PopulationReading;
import io.leakguard.finding.Wording;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for probes that are made by the first scan.
 */
class ProbeSourceTests {

	private static final ScanSettings SETTINGS = new ScanSettings(Duration.ofMillis(20), Duration.ofMillis(300), 3, 12,
			5000, 50, 2000, 200);

	private final ScanEngine engine = new ScanEngine(SETTINGS, Clock.systemUTC(), List.of(new Things("early")),
			(subject, situation) -> List.of(), new GrowthDetector(), List.of(),
			new Ledger(LedgerSettings.defaults(), new Wording()), List.of());

	@AfterEach
	void close() {
		this.engine.close();
	}

	@Test
	void probesAreMadeOnceByTheFirstScan() {
		AtomicInteger made = new AtomicInteger();
		this.engine.addProbes("late things", () -> {
			made.incrementAndGet();
			return List.of(new Things("late"));
		});
		assertThat(made).hasValue(0);
		this.engine.scanNow();
		assertThat(names()).containsExactlyInAnyOrder("early", "late");
		this.engine.scanNow();
		assertThat(made).hasValue(1);
	}

	@Test
	void aSourceThatFailsIsNamedAndTheOtherProbesGoOn() {
		this.engine.addProbes("late things", () -> {
			throw new IllegalStateException("broken");
		});
		this.engine.addProbes("others", () -> List.of(new Things("late")));
		this.engine.scanNow();
		assertThat(this.engine.report().failedProbes()).containsOnlyKeys("late things");
		assertThat(this.engine.report().failedProbes().get("late things")).contains("broken");
		assertThat(names()).containsExactlyInAnyOrder("early", "late");
		assertThat(this.engine.probeFailures()).isOne();
	}

	@Test
	void aSourceThatHangsIsLeftBehindAndItsProbesAreThereWhenItComesBack() {
		CountDownLatch latch = new CountDownLatch(1);
		this.engine.addProbes("late things", () -> {
			Stubborn.await(latch);
			return List.of(new Things("late"));
		});
		this.engine.start();
		Awaitility.await().until(() -> {
			this.engine.checkOverdue();
			return this.engine.report().scans() > 2;
		});
		assertThat(names()).containsExactly("early");
		assertThat(this.engine.report().failedProbes().get("late things")).contains("did not answer");
		latch.countDown();
		Awaitility.await().until(() -> names().size() == 2 && this.engine.report().failedProbes().isEmpty());
	}

	@Test
	void aSourceThatIsLeftBehindAndThenFailsStaysNamed() {
		this.engine.addProbes("late things", () -> {
			try {
				Thread.sleep(60_000);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("interrupted", ex);
			}
			return List.of(new Things("late"));
		});
		this.engine.addProbes("others", () -> List.of(new Things("others")));
		this.engine.start();
		Awaitility.await().until(() -> {
			this.engine.checkOverdue();
			return this.engine.report().scans() > 4
					&& this.engine.report().failedProbes().getOrDefault("late things", "").contains("interrupted");
		});
		assertThat(names()).containsExactlyInAnyOrder("early", "others");
	}

	@Test
	void aSourceMayAddFurtherSources() {
		this.engine.addProbes("first", () -> {
			this.engine.addProbes("second", () -> List.of(new Things("late")));
			return List.of();
		});
		this.engine.scanNow();
		assertThat(names()).containsExactlyInAnyOrder("early", "late");
	}

	private List<String> names() {
		return this.engine.report().populations().stream().map(PopulationReading::name).toList();
	}

	private record Things(String name) implements Probe {

		@Override
		public void count(Census census) {
			census.population(this.name, Kind.COLLECTION_GROWS, Unit.ENTRIES).count(7);
		}

	}

}
