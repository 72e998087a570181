package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Origin;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LiveAllocationSites}.
 */
class LiveAllocationSitesTests {

	private Instant now = Instant.parse("2026-11-21T10:00:00Z");

	@Test
	void livingObjectsAreNamedByWhereTheyWereAllocated() {
		List<Leaked> kept = new ArrayList<>();
		try (LiveAllocationSites sites = sites(() -> true)) {
			Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
				this.now = this.now.plusSeconds(11);
				sites.want(this.now);
				for (int i = 0; i < 20_000; i++) {
					kept.add(leak());
				}
				System.gc();
				List<Origin> origins = sites.of(Leaked.class.getName());
				assertThat(origins).isNotEmpty();
				assertThat(origins.get(0).site())
					.startsWith(LiveAllocationSitesTests.class.getName() + ".leak(LiveAllocationSitesTests.java:");
				assertThat(origins.get(0).stack()).hasSizeGreaterThan(1);
			});
		}
		assertThat(kept).isNotEmpty();
		assertNothingIsLeft();
	}

	@Test
	void theIntervalIsKept() {
		try (LiveAllocationSites sites = sites(() -> true)) {
			sites.want(this.now);
			Awaitility.await().until(() -> recordings() > 0);
			sites.want(this.now.plusSeconds(1));
			assertThat(sites.of(Leaked.class.getName())).isEmpty();
		}
		assertNothingIsLeft();
	}

	@Test
	void theRecorderIsNotStartedWhereMemoryIsShort() {
		AtomicBoolean room = new AtomicBoolean();
		try (LiveAllocationSites sites = sites(room::get)) {
			sites.want(this.now);
			assertNothingIsLeft();
			room.set(true);
			sites.want(this.now);
			Awaitility.await().until(() -> recordings() > 0);
		}
		assertNothingIsLeft();
	}

	@Test
	void closingRightAfterTheStartLeavesNothingBehind() {
		LiveAllocationSites sites = sites(() -> true);
		sites.want(this.now);
		sites.close();
		assertNothingIsLeft();
	}

	private static void awaitNoWorker() {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("leakguard-allocation-sites"));
	}

	private static LiveAllocationSites sites(BooleanSupplier recorderIsAllowed) {
		return new LiveAllocationSites(new ApplicationFrames(), Duration.ofSeconds(10), new OwnClasses(),
				recorderIsAllowed);
	}

	private static void assertNothingIsLeft() {
		awaitNoWorker();
		assertThat(recordings()).isZero();
	}

	private static long recordings() {
		return FlightRecorder.getFlightRecorder()
			.getRecordings()
			.stream()
			.map(Recording::getName)
			.filter((name) -> name.startsWith("leakguard-allocation-sites"))
			.count();
	}

	private static Leaked leak() {
		return new Leaked();
	}

	static final class Leaked {

		private final byte[] body = new byte[64];

		int size() {
			return this.body.length;
		}

	}

}
