package io.leakguard.evidence;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.leakguard.detection.Stage;
import io.leakguard.evidence.Capture.State;
import io.leakguard.finding.Finding;
import io.leakguard.finding.Report;
import io.leakguard.finding.StageChange;
import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EvidenceDesk}.
 */
class EvidenceDeskTests {

	private static final int READERS = 200;

	private final AtomicInteger running = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final AtomicInteger runs = new AtomicInteger();

	private final CountDownLatch go = new CountDownLatch(1);

	@Test
	void manyRequestsAtOnceAreServedOneAtATimeAndTheRestIsRefusedOrJoins() throws Exception {
		try (EvidenceDesk desk = new EvidenceDesk(List.of(new Slow()), Clock.systemUTC())) {
			List<Thread> readers = new ArrayList<>();
			for (int i = 0; i < READERS; i++) {
				Finding finding = finding("%08x".formatted(i / 2));
				readers.add(new Thread(() -> desk.request(finding, "slow")));
			}
			readers.forEach(Thread::start);
			for (Thread reader : readers) {
				reader.join(10_000);
			}
			List<Capture> captures = captures(desk);
			assertThat(captures).filteredOn((capture) -> capture.state() == State.REFUSED)
				.isNotEmpty()
				.allMatch((capture) -> "32 captures are waiting already".equals(capture.message()));
			this.go.countDown();
			Awaitility.await()
				.until(() -> captures(desk).stream()
					.noneMatch((capture) -> capture.state() == State.WAITING || capture.state() == State.RUNNING));
			assertThat(this.most).hasValue(1);
			assertThat(this.runs.get()).isBetween(32, 34);
		}
	}

	@Test
	void whatIsCollectedIsPutInTheStore() {
		EvidenceStore store = EvidenceStore.inMemory();
		this.go.countDown();
		try (EvidenceDesk desk = new EvidenceDesk(List.of(new Slow()), Clock.systemUTC(), store)) {
			desk.request(finding("0a1b2c3d"), null);
			Awaitility.await().until(() -> desk.captures("0a1b2c3d").get(0).state() == State.DONE);
			assertThat(store.get("0a1b2c3d", "slow")).isPresent();
			assertThat(desk.get("0a1b2c3d", "slow")).isPresent();
			assertThat(desk.request(finding("0a1b2c3d"), "unknown")).isEmpty();
		}
		assertThat(store.of("0a1b2c3d")).isEmpty();
	}

	@Test
	void whatCannotBeSeenYetIsTriedAgainWithALaterScan() {
		triesAre(new Counting() {

			@Override
			public List<Artifact> collect(Finding finding) {
				List<Artifact> artifacts = super.collect(finding);
				if (this.tries.get() < 3) {
					throw new NotYetException("nothing yet");
				}
				return artifacts;
			}
		}, State.REFUSED, 3);
	}

	@ParameterizedTest
	@CsvSource({ "2, 2", "100, 5" })
	void whatSaysLittleIsLookedAtAgainSomeTimes(int enough, int expected) {
		triesAre(new Counting() {

			@Override
			public boolean mayImprove() {
				return this.tries.get() < enough;
			}
		}, State.DONE, expected);
	}

	private static void triesAre(Counting collector, State meanwhile, int expected) {
		AtomicReference<Instant> time = new AtomicReference<>(TestFindings.SUSPECTED);
		Clock clock = mock(Clock.class);
		given(clock.instant()).willAnswer((call) -> time.get());
		Finding finding = finding("0a1b2c3d");
		Report report = mock(Report.class);
		given(report.findings()).willReturn(List.of(finding));
		try (EvidenceDesk desk = new EvidenceDesk(List.of(collector), clock)) {
			desk.changed(new StageChange(finding, null));
			for (int i = 1; i < expected; i++) {
				awaitState(desk, meanwhile, i, collector.tries);
				desk.scanned(report);
				assertThat(collector.tries).as("not at once").hasValue(i);
				time.updateAndGet((at) -> at.plusSeconds(120));
				desk.scanned(report);
			}
			awaitState(desk, State.DONE, expected, collector.tries);
			time.updateAndGet((at) -> at.plusSeconds(600));
			desk.scanned(report);
			assertThat(desk.pending()).isEmpty();
			assertThat(collector.tries).hasValue(expected);
		}
	}

	@Test
	void whatStopsTheApplicationIsOnlyPreparedForASuspicionAndLetGoWhenAllIsWell() {
		List<String> calls = new CopyOnWriteArrayList<>();
		EvidenceCollector collector = new EvidenceCollector() {

			@Override
			public String name() {
				return "dear";
			}

			@Override
			public boolean isWantedFor(Finding finding) {
				return true;
			}

			@Override
			public boolean isWantedOnSuspicion() {
				return false;
			}

			@Override
			public void prepare() {
				calls.add("prepare");
			}

			@Override
			public void release() {
				calls.add("release");
			}

			@Override
			public List<Artifact> collect(Finding finding) {
				calls.add("collect");
				return List.of();
			}
		};
		Report leaking = mock(Report.class);
		given(leaking.findings()).willReturn(List.of(finding("0a1b2c3d")));
		Report clean = mock(Report.class);
		try (EvidenceDesk desk = new EvidenceDesk(List.of(collector), Clock.systemUTC())) {
			desk.scanned(clean);
			desk.changed(new StageChange(finding("0a1b2c3d"), null));
			desk.scanned(leaking);
			Awaitility.await().until(() -> calls.equals(List.of("prepare")));
			assertThat(desk.captures("0a1b2c3d")).isEmpty();
			desk.request(finding("0a1b2c3d"), "dear");
			Awaitility.await().until(() -> calls.size() == 2);
			desk.scanned(clean);
			desk.scanned(clean);
			Awaitility.await().until(() -> calls.size() == 3);
			assertThat(calls).containsExactly("prepare", "collect", "release");
		}
	}

	@Test
	void whatIsSampledIsLetGoOnceNothingHasBeenAskedForAWhile() {
		AtomicReference<Instant> time = new AtomicReference<>(TestFindings.SUSPECTED);
		Clock clock = mock(Clock.class);
		given(clock.instant()).willAnswer((call) -> time.get());
		AtomicInteger released = new AtomicInteger();
		EvidenceCollector collector = new EvidenceCollector() {

			@Override
			public String name() {
				return "sampler";
			}

			@Override
			public boolean isWantedFor(Finding finding) {
				return true;
			}

			@Override
			public List<Artifact> collect(Finding finding) {
				return List.of();
			}

			@Override
			public void release() {
				released.incrementAndGet();
			}

		};
		Finding finding = TestFindings.finding("0a1b2c3d", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED);
		Finding suspected = finding("4e5f6a7b");
		Report leaking = mock(Report.class);
		given(leaking.findings()).willReturn(List.of(finding));
		try (EvidenceDesk desk = new EvidenceDesk(List.of(collector), clock)) {
			for (int i = 1; i <= 2; i++) {
				desk.changed(new StageChange(finding, null));
				Awaitility.await().until(() -> desk.pending().isEmpty());
				for (int minutes = 0; minutes < 29; minutes++) {
					time.updateAndGet((at) -> at.plusSeconds(60));
					desk.scanned(leaking);
				}
				assertThat(released).hasValue(i - 1);
				time.updateAndGet((at) -> at.plusSeconds(60));
				desk.scanned(leaking);
				desk.scanned(leaking);
				int times = i;
				Awaitility.await().until(() -> released.get() == times);
			}
			// what is suspected may be confirmed after an hour
			given(leaking.findings()).willReturn(List.of(finding, suspected));
			desk.changed(new StageChange(suspected, null));
			Awaitility.await().until(() -> desk.pending().isEmpty());
			for (int minutes = 0; minutes < 119; minutes++) {
				time.updateAndGet((at) -> at.plusSeconds(60));
				desk.scanned(leaking);
			}
			assertThat(released).hasValue(2);
		}
	}

	private static void awaitState(EvidenceDesk desk, State state, int count, AtomicInteger tries) {
		Awaitility.await().until(() -> tries.get() == count && desk.captures("0a1b2c3d").get(0).state() == state);
	}

	@Test
	void whatHasBeenAskedForIsKnownUntilItIsThere() {
		try (EvidenceDesk desk = new EvidenceDesk(List.of(new Slow()), Clock.systemUTC())) {
			desk.request(finding("0a1b2c3d"), List.of("slow", "unknown"), Duration.ofSeconds(3));
			Awaitility.await().until(() -> desk.captures("0a1b2c3d").get(0).state() == State.RUNNING);
			assertThat(desk.pending()).containsOnlyKeys("0a1b2c3d")
				.hasEntrySatisfying("0a1b2c3d",
						(captures) -> assertThat(captures).extracting(Capture::collector).containsExactly("slow"));
			assertThat(desk.longestDuration("slow")).isZero();
			this.go.countDown();
			Awaitility.await().until(() -> desk.pending().isEmpty());
		}
	}

	private static List<Capture> captures(EvidenceDesk desk) {
		List<Capture> captures = new ArrayList<>();
		for (int i = 0; i < READERS / 2; i++) {
			captures.addAll(desk.captures("%08x".formatted(i)));
		}
		return captures;
	}

	private static Finding finding(String id) {
		return TestFindings.finding(id, Kind.LISTENER_NOT_REMOVED, Stage.SUSPECTED);
	}

	/** Says how often it was asked. */
	private static class Counting implements EvidenceCollector {

		final AtomicInteger tries = new AtomicInteger();

		@Override
		public String name() {
			return "counting";
		}

		@Override
		public boolean isWantedFor(Finding finding) {
			return true;
		}

		@Override
		public List<Artifact> collect(Finding finding) {
			this.tries.incrementAndGet();
			return List.of(new Artifact("counting", "application/json", new byte[0], Instant.EPOCH));
		}

	}

	/** Waits until it may go on. */
	private final class Slow implements EvidenceCollector {

		@Override
		public String name() {
			return "slow";
		}

		@Override
		public boolean isWantedFor(Finding finding) {
			return true;
		}

		@Override
		public List<Artifact> collect(Finding finding) throws InterruptedException {
			EvidenceDeskTests.this.runs.incrementAndGet();
			EvidenceDeskTests.this.most.accumulateAndGet(EvidenceDeskTests.this.running.incrementAndGet(), Math::max);
			try {
				EvidenceDeskTests.this.go.await(10, TimeUnit.SECONDS);
				return List.of(new Artifact("slow", "application/json", new byte[0], Instant.EPOCH));
			}
			finally {
				EvidenceDeskTests.this.running.decrementAndGet();
			}
		}

	}

}
