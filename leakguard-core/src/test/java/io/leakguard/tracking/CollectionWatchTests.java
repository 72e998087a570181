package io.leakguard.tracking;

import java.lang.ref.Reference;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.BrokenLog;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CollectionWatch}.
 */
class CollectionWatchTests {

	private final CollectionWatch watch = new CollectionWatch();

	@AfterEach
	void stop() {
		this.watch.stop();
	}

	@Test
	void theThreadIsNamedAndADaemonWithoutAClassLoader() {
		this.watch.start();
		this.watch.start();
		assertThat(reapers()).isEqualTo(1);
		Thread reaper = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("leakguard-reaper"))
			.findFirst()
			.orElseThrow();
		assertThat(reaper.isDaemon()).isTrue();
		assertThat(reaper.getContextClassLoader()).isNull();
	}

	@Test
	void startingAndStoppingAgainAndAgainLeavesNoThread() {
		for (int i = 0; i < 20; i++) {
			this.watch.start();
			this.watch.stop();
		}
		Awaitility.await().untilAsserted(() -> assertThat(reapers()).isZero());
	}

	@Test
	void aTickThatThrowsStopsNothing() {
		AtomicInteger ticks = new AtomicInteger();
		this.watch.onTick(() -> {
			throw new IllegalStateException("on purpose");
		});
		Handle other = this.watch.onTick(ticks::incrementAndGet);
		this.watch.start();
		Awaitility.await().untilAsserted(() -> assertThat(ticks).hasValueGreaterThanOrEqualTo(2));
		other.close();
	}

	@Test
	void aLogThatThrowsStopsNothing() {
		AtomicInteger ticks = new AtomicInteger();
		BrokenLog log = new BrokenLog(CollectionWatch.class);
		try {
			this.watch.onTick(() -> {
				throw new IllegalStateException("on purpose");
			});
			this.watch.onTick(ticks::incrementAndGet);
			this.watch.start();
			Awaitility.await().untilAsserted(() -> assertThat(ticks).hasPositiveValue());
			assertThat(log.told()).isPositive();
			assertThat(reapers()).isEqualTo(1);
		}
		finally {
			log.close();
		}
	}

	@Test
	void theThreadLearnsOfCollectionsOnItsOwn() {
		Tracking tracking = new Tracking(TrackingSettings.DEFAULTS, Clock.systemUTC(), this.watch);
		Tracker tracker = tracking.tracker("things", Kind.NOT_CLOSED, Unit.OBJECTS).watched();
		this.watch.start();
		tracker.opened(new Object());
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			assertThat(tracker.totalCollectedWhileOpen()).isEqualTo(1);
		});
		tracking.close();
	}

	@Test
	void fullCollectionsQualify() {
		this.watch.drain();
		for (int i = 0; i < 4; i++) {
			System.gc();
			this.watch.drain();
		}
		assertThat(this.watch.qualifyingCycles()).isBetween(2L, 4L);
	}

	@Test
	void lookingWithoutACollectionProvesNothing() {
		for (int i = 0; i < 100; i++) {
			this.watch.drain();
		}
		assertThat(this.watch.qualifyingCycles()).isZero();
	}

	@Test
	void onlyCollectionsCountAsSuchAndNotThePausesOfThem() {
		assertThat(CanaryCycles.Collections
			.of(Map.of("G1 Young Generation", 3L, "G1 Concurrent GC", 20L, "G1 Old Generation", 1L)))
			.isEqualTo(new CanaryCycles.Collections(3, 1));
		assertThat(CanaryCycles.Collections.of(Map.of("Copy", 3L, "MarkSweepCompact", 1L)))
			.isEqualTo(new CanaryCycles.Collections(3, 1));
		assertThat(CanaryCycles.Collections.of(Map.of("PS Scavenge", 3L, "PS MarkSweep", 1L)))
			.isEqualTo(new CanaryCycles.Collections(3, 1));
		assertThat(CanaryCycles.Collections
			.of(Map.of("ZGC Minor Cycles", 3L, "ZGC Minor Pauses", 9L, "ZGC Major Cycles", 1L, "ZGC Major Pauses", 4L)))
			.isEqualTo(new CanaryCycles.Collections(3, 1));
		assertThat(CanaryCycles.Collections.of(Map.of("Shenandoah Cycles", 1L, "Shenandoah Pauses", 4L)))
			.isEqualTo(new CanaryCycles.Collections(0, 1));
	}

	@Test
	void youngCollectionsAgeTheCanariesAndProveNothing() {
		AtomicInteger young = new AtomicInteger();
		CanaryCycles cycles = new CanaryCycles(() -> new CanaryCycles.Collections(young.get(), 0));
		for (int i = 0; i < 15; i++) {
			young.incrementAndGet();
			System.gc();
			assertThat(cycles.observe()).isZero();
		}
		Awaitility.await().pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
			young.incrementAndGet();
			cycles.observe();
			System.gc();
			assertThat(cycles.observe()).isPositive();
		});
		Reference.reachabilityFence(cycles);
	}

	private static long reapers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("leakguard-reaper"))
			.count();
	}

}
