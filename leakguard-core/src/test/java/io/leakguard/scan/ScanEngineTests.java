package io.leakguard.scan;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.leakguard.BrokenLog;
import io.leakguard.detection.GrowthDetector;
import io.leakguard.finding.Ledger;
import io.leakguard.finding.LedgerSettings;
import io.leakguard.finding.PopulationReading;
import io.leakguard.finding.Report;
import io.leakguard.finding.Wording;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.LeftOut;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ScanEngine}.
 */
class ScanEngineTests {

	private static final ScanSettings SETTINGS = new ScanSettings(Duration.ofMillis(20), Duration.ofMillis(300), 3, 12,
			5000, 50, 2000, 200);

	private ScanEngine engine = engine(List.of());

	@AfterEach
	void close() {
		this.engine.close();
	}

	@Test
	void aProbeThatThrowsIsNamedAndTheOthersGoOn() {
		this.engine = engine(List.of(probe("bad", (census) -> {
			throw new IllegalStateException("broken");
		}), counting("good", 7)));
		this.engine.scanNow();
		Report report = this.engine.report();
		assertThat(report.failedProbes()).containsOnlyKeys("bad");
		assertThat(report.failedProbes().get("bad")).contains("broken");
		assertThat(report.populations()).extracting(PopulationReading::name).containsExactly("good");
	}

	@Test
	void aProbeThatGoesOnFailingIsNoLongerAsked() {
		AtomicInteger asked = new AtomicInteger();
		this.engine = engine(List.of(probe("bad", (census) -> {
			asked.incrementAndGet();
			throw new NoClassDefFoundError("gone");
		})));
		for (int i = 0; i < 10; i++) {
			this.engine.scanNow();
		}
		assertThat(asked).hasValue(3);
		assertThat(this.engine.report().failedProbes().get("bad")).contains("disabled after 3 failures");
		assertThat(this.engine.probeFailures()).isEqualTo(3);
	}

	@Test
	void aProbeThatRecoversIsNoLongerNamed() {
		AtomicInteger asked = new AtomicInteger();
		this.engine = engine(List.of(probe("flaky", (census) -> {
			if (asked.incrementAndGet() % 2 == 1) {
				throw new IllegalStateException("once");
			}
		})));
		for (int i = 0; i < 10; i++) {
			this.engine.scanNow();
		}
		assertThat(asked).hasValue(10);
		assertThat(this.engine.report().failedProbes()).isEmpty();
	}

	@Test
	void aNegativeCountIsNonsenseAndNothingOfThatProbeIsKept() {
		this.engine = engine(List.of(probe("odd", (census) -> {
			census.population("fine", Kind.COLLECTION_GROWS, Unit.ENTRIES).count(1);
			census.population("odd", Kind.COLLECTION_GROWS, Unit.ENTRIES).count(Long.MAX_VALUE + 1);
		}), counting("good", 7)));
		this.engine.scanNow();
		assertThat(this.engine.report().failedProbes().get("odd"))
			.contains("'odd' was counted as -9223372036854775808");
		assertThat(this.engine.report().populations()).extracting(PopulationReading::name).containsExactly("good");
	}

	@Test
	void aHundredThousandGroupsAreCutToTheLargestAndTheProbeIsNamedUntilItIsSane() {
		AtomicInteger groups = new AtomicInteger(100_000);
		this.engine = engine(List.of(probe("many", (census) -> {
			var builder = census.population("many", Kind.COLLECTION_GROWS, Unit.ENTRIES);
			for (int i = 0; i < groups.get(); i++) {
				builder.group(Group.of("g" + i, i));
			}
		}), counting("good", 7)));
		this.engine.scanNow();
		assertThat(this.engine.report().populations()).extracting(PopulationReading::name)
			.containsExactly("many", "good");
		assertThat(this.engine.report().failedProbes()).containsOnlyKeys("many");
		assertThat(this.engine.report().failedProbes().get("many")).contains("answered 100000 groups of 'many'");
		groups.set(100);
		this.engine.scanNow();
		assertThat(this.engine.report().failedProbes()).isEmpty();
	}

	@Test
	void theReportSaysWhichGroupsAreNotJudged() {
		AtomicInteger groups = new AtomicInteger(60);
		this.engine = engine(List.of(probe("many", (census) -> {
			var builder = census.population("many", Kind.COLLECTION_GROWS, Unit.ENTRIES);
			for (int i = 1; i <= groups.get(); i++) {
				builder.group(Group.of("g" + i, i));
			}
		}), counting("good", 7)));
		this.engine.scanNow();
		Report report = this.engine.report();
		assertThat(report.populations()).extracting(PopulationReading::leftOut)
			.containsExactly(new LeftOut(10, 55, 0), LeftOut.NOTHING);
		assertThat(report.notes()).containsExactly("the 50 largest of 60 groups of 'many' are judged "
				+ "(leakguard.scan.max-groups), and not the 10 others with 55 members");
		assertThat(report.failedProbes()).isEmpty();
		groups.set(50);
		this.engine.scanNow();
		assertThat(this.engine.report().notes()).isEmpty();
		assertThat(this.engine.report().populations()).extracting(PopulationReading::leftOut)
			.containsOnly(LeftOut.NOTHING);
	}

	@Test
	void theReportSaysThatThereIsNoRoomForMoreHistories() {
		AtomicInteger populations = new AtomicInteger(2100);
		this.engine = engine(List.of(probe("many", (census) -> {
			for (int i = 0; i < populations.get(); i++) {
				census.population("p" + i, Kind.COLLECTION_GROWS, Unit.ENTRIES).count(i);
			}
		})));
		this.engine.scanNow();
		assertThat(this.engine.report().notes()).singleElement()
			.asString()
			.contains("growth of 100 of 2100 populations and groups is not judged")
			.contains("2000 histories")
			.contains("leakguard.scan.max-histories");
		populations.set(2000);
		this.engine.scanNow();
		assertThat(this.engine.report().notes()).isEmpty();
	}

	@Test
	void tooManyPopulationsLeaveTheReportBounded() {
		this.engine = engine(List.of(probe("many", (census) -> {
			for (int i = 0; i < 6000; i++) {
				census.population("p" + i, Kind.COLLECTION_GROWS, Unit.ENTRIES).count(i);
			}
		})));
		this.engine.scanNow();
		assertThat(this.engine.report().populations()).hasSize(200);
		assertThat(this.engine.report().populationsTotal()).isEqualTo(5000);
		assertThat(this.engine.report().failedProbes().get("many")).contains("beyond the 5000 that are kept");
	}

	@Test
	void aProbeThatCannotTellIsUnavailableAndNotAskedInTheNextScan() {
		AtomicInteger asked = new AtomicInteger();
		this.engine = engine(List.of(probe("absent", (census) -> {
			asked.incrementAndGet();
			throw new Probe.UnavailableException("needs Java 21");
		})));
		this.engine.scanNow();
		this.engine.scanNow();
		assertThat(asked).hasValue(1);
		assertThat(this.engine.report().unavailableProbes()).containsEntry("absent", "needs Java 21");
	}

	@Test
	void aProbeThatCouldNotTellIsAskedAgainMuchLaterAndMayHaveLearnt() {
		AtomicInteger asked = new AtomicInteger();
		this.engine = engine(List.of(probe("late", (census) -> {
			if (asked.incrementAndGet() == 1) {
				throw new Probe.UnavailableException("has not started yet");
			}
			census.population("late", Kind.COLLECTION_GROWS, Unit.OBJECTS).count(1);
		})));
		for (int i = 0; i < 240; i++) {
			this.engine.scanNow();
		}
		assertThat(asked).hasValue(1);
		this.engine.scanNow();
		this.engine.scanNow();
		assertThat(asked).hasValue(3);
		assertThat(this.engine.report().unavailableProbes()).isEmpty();
	}

	@Test
	void aProbeThatHangsIsLeftBehindAndTheOthersGoOn() {
		CountDownLatch never = new CountDownLatch(1);
		this.engine = engine(List.of(probe("hung", (census) -> Stubborn.await(never)), counting("good", 7)));
		this.engine.start();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
			this.engine.checkOverdue();
			return this.engine.report().scans() > 2;
		});
		assertThat(this.engine.report().failedProbes().get("hung")).contains("did not answer within PT0.3S");
		assertThat(this.engine.report().populations()).extracting(PopulationReading::name).containsExactly("good");
		long scans = this.engine.report().scans();
		never.countDown();
		Awaitility.await().until(() -> this.engine.report().scans() > scans + 2);
		assertThat(this.engine.report().failedProbes()).containsOnlyKeys("hung");
	}

	@Test
	void aListenerThatHangsIsLeftBehindUntilItComesBack() {
		CountDownLatch back = new CountDownLatch(1);
		AtomicInteger told = new AtomicInteger();
		this.engine = engine(List.of(counting("good", 7)));
		this.engine.addListener(new ReportListener() {

			@Override
			public void scanned(Report report) {
				told.incrementAndGet();
				Stubborn.await(back);
			}

		});
		this.engine.start();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
			this.engine.checkOverdue();
			return this.engine.report().scans() > 3;
		});
		assertThat(told).hasValue(1);
		assertThat(this.engine.report().failedProbes()).hasSize(1)
			.allSatisfy((name, reason) -> assertThat(name + reason).contains("listener", "did not return within"));
		back.countDown();
		Awaitility.await().until(() -> told.get() > 2 && this.engine.report().failedProbes().isEmpty());
	}

	@Test
	void aProbeThatCameBackIsAskedAgainAfterARest() {
		CountDownLatch back = new CountDownLatch(1);
		this.engine = engine(List.of(probe("slow", (census) -> {
			Stubborn.await(back);
			census.population("slow", Kind.COLLECTION_GROWS, Unit.OBJECTS).count(1);
		})));
		this.engine.start();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
			this.engine.checkOverdue();
			return this.engine.report().scans() > 2;
		});
		assertThat(this.engine.report().failedProbes()).containsOnlyKeys("slow");
		back.countDown();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.engine.report().failedProbes().isEmpty());
		assertThat(this.engine.report().populations()).extracting(PopulationReading::name).containsExactly("slow");
	}

	@Test
	void anErrorOfAProbeOrAListenerDoesNotEndTheScan() {
		this.engine = engine(List.of(probe("greedy", (census) -> {
			throw new OutOfMemoryError("Java heap space");
		}), counting("good", 7)));
		this.engine.addListener(new ReportListener() {
			@Override
			public void scanned(Report report) {
				throw new AssertionError("mine");
			}
		});
		this.engine.start();
		this.engine.ready();
		Awaitility.await().until(() -> this.engine.report().scans() > 5);
		assertThat(this.engine.report().failedProbes()).containsOnlyKeys("greedy");
		assertThat(this.engine.report().populations()).extracting(PopulationReading::name).containsExactly("good");
	}

	@Test
	void aLogThatThrowsDoesNotEndTheScan() {
		BrokenLog log = new BrokenLog(ScanLoop.class);
		try {
			this.engine.addListener(new ReportListener() {
				@Override
				public void scanned(Report report) {
					throw new IllegalStateException("mine");
				}
			});
			this.engine.start();
			Awaitility.await().until(() -> this.engine.report().scans() > 3);
			assertThat(log.told()).isPositive();
		}
		finally {
			log.close();
		}
	}

	@Test
	void aListenerThatThrowsDoesNotStopTheScan() {
		this.engine.addListener(new ReportListener() {
			@Override
			public void scanned(Report report) {
				throw new IllegalStateException("mine");
			}
		});
		this.engine.start();
		Awaitility.await().until(() -> this.engine.report().scans() > 3);
	}

	@Test
	void aRequestedScanIsDoneAtOnce() throws Exception {
		this.engine = engine(SETTINGS.interval(Duration.ofHours(1)), List.of(counting("good", 7)));
		this.engine.start();
		this.engine.ready();
		Awaitility.await().until(() -> this.engine.report().scans() == 1);
		assertThat(this.engine.requestScan().get(5, TimeUnit.SECONDS).scans()).isEqualTo(2);
	}

	@Test
	void theFirstScanWaitsUntilTheApplicationIsReady() {
		this.engine = engine(SETTINGS.interval(Duration.ofHours(1)), List.of(counting("good", 7)));
		this.engine.start();
		Awaitility.await()
			.during(Duration.ofMillis(200))
			.until(() -> this.engine.isRunning() && this.engine.report().scans() == 0);
		this.engine.ready();
		Awaitility.await().until(() -> this.engine.report().scans() == 1);
	}

	@Test
	void theFirstScanLeavesTheFirstRequestsAloneButARequestedOneDoesNotWait() {
		this.engine = engine(SETTINGS.interval(Duration.ofHours(1)), List.of(counting("good", 7)));
		this.engine.start();
		this.engine.ready();
		Awaitility.await().during(Duration.ofSeconds(1)).until(() -> this.engine.report().scans() == 0);
		assertThat(this.engine.requestScan()).succeedsWithin(Duration.ofMillis(900));
	}

	@Test
	void theFirstScanDoesNotWaitForLongerThanAnInterval() {
		this.engine.start();
		Awaitility.await().until(() -> this.engine.report().scans() > 1);
	}

	@Test
	void itStopsAndStartsAgainAndLeavesNoThread() {
		for (int i = 0; i < 3; i++) {
			long scans = this.engine.report().scans();
			this.engine.start();
			Awaitility.await().until(() -> this.engine.report().scans() > scans);
			this.engine.stop();
			assertThat(this.engine.isRunning()).isFalse();
		}
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("leakguard-scan");
	}

	@Test
	void scanningByHandBesideTheThreadIsRefused() {
		this.engine.start();
		assertThatIllegalStateException().isThrownBy(this.engine::scanNow).withMessageContaining("requestScan");
	}

	private static ScanEngine engine(List<Probe> probes) {
		return engine(SETTINGS, probes);
	}

	private static ScanEngine engine(ScanSettings settings, List<Probe> probes) {
		return new ScanEngine(settings, Clock.systemUTC(), probes, (subject, situation) -> List.of(),
				new GrowthDetector(), List.of(), new Ledger(LedgerSettings.defaults(), new Wording()), List.of());
	}

	private static Probe counting(String name, long count) {
		return probe(name, (census) -> census.population(name, Kind.COLLECTION_GROWS, Unit.ENTRIES).count(count));
	}

	private static Probe probe(String name, Consumer<Census> counting) {
		return new Probe() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public void count(Census census) {
				counting.accept(census);
			}

		};
	}

}
