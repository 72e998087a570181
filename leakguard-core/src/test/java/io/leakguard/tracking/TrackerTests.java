package io.leakguard.tracking;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.LeftOut;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tracker}.
 */
class TrackerTests {

	private final Scans scans = new Scans();

	private final Tracker tracker = this.scans.tracking.tracker("things", Kind.NOT_CLOSED, Unit.OBJECTS);

	@Test
	void whatIsOpenIsCountedByClassAndSite() {
		this.tracker.opened(new Thing());
		this.tracker.opened(new Thing()).close();
		this.tracker.opened(new Other());
		this.scans.scan();
		assertThat(this.scans.population("things").count()).isEqualTo(2);
		assertThat(this.scans.population("things").added()).isEqualTo(3);
		assertThat(this.scans.population("things").ended()).isEqualTo(1);
		assertThat(this.scans.population("things").groups()).extracting(Group::key)
			.containsExactlyInAnyOrder(Thing.class.getName(), Other.class.getName());
		assertThat(this.scans.population("things").groups()).allSatisfy((group) -> assertThat(group.culprit().site())
			.startsWith("io.leakguard.tracking.TrackerTests.whatIsOpenIsCountedByClassAndSite(TrackerTests.java:"));
	}

	@Test
	void whatIsShownOnlyIsCountedAndItsGrowthIsNotJudged() {
		this.tracker.opened(new Thing());
		this.scans.scan();
		assertThat(this.scans.population("things").isTrended()).isTrue();
		this.tracker.shownOnly();
		this.scans.scan();
		assertThat(this.scans.population("things").count()).isEqualTo(1);
		assertThat(this.scans.population("things").isTrended()).isFalse();
	}

	@Test
	void closingTwiceIsClosingOnce() {
		Handle handle = this.tracker.opened(new Thing());
		this.tracker.opened(new Thing());
		handle.close();
		handle.close();
		assertThat(this.tracker.open()).isEqualTo(1);
		assertThat(this.tracker.totalClosed()).isEqualTo(1);
	}

	@Test
	void closingFromManyThreadsAtOnceIsClosingOnce() throws Exception {
		this.tracker.watched();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		for (int round = 0; round < 200; round++) {
			Handle handle = this.tracker.opened(this);
			CountDownLatch go = new CountDownLatch(1);
			List<Future<?>> closers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				closers.add(threads.submit(() -> {
					go.await();
					handle.close();
					return null;
				}));
			}
			go.countDown();
			for (Future<?> closer : closers) {
				closer.get();
			}
		}
		threads.shutdown();
		assertThat(this.tracker.open()).isZero();
		assertThat(this.tracker.totalClosed()).isEqualTo(200);
	}

	@Test
	void fiftyThreadsThatOpenAndCloseGiveNoReport() throws Exception {
		this.tracker.watched();
		Thread[] threads = new Thread[50];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				for (int round = 0; round < 2000; round++) {
					Handle first = this.tracker.opened(new Thing());
					Handle second = this.tracker.opened(new Thing());
					first.close();
					second.close();
				}
			});
			threads[i].start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		System.gc();
		this.scans.scan().scan();
		assertThat(this.scans.population("things").count()).isZero();
		assertThat(this.scans.population("things").added()).isEqualTo(200_000);
		assertThat(this.tracker.totalCollectedWhileOpen()).isZero();
		assertThat(this.scans.facts()).isEmpty();
	}

	@Test
	void aLeakOfFiftyIsCountedAsFifty() {
		this.tracker.watched();
		for (int i = 0; i < 50; i++) {
			Scans.collect(this.tracker.opened(new Thing()));
			this.tracker.opened(new Thing()).close();
		}
		this.scans.scan().scan();
		assertThat(this.scans.facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.NOT_CLOSED);
			assertThat(fact.exact()).isTrue();
			assertThat(fact.count()).isEqualTo(50);
			assertThat(fact.culprit().type()).isEqualTo(Thing.class.getName());
			assertThat(fact.culprit().site()).contains("aLeakOfFiftyIsCountedAsFifty(TrackerTests.java:");
			assertThat(fact.detail()).isEqualTo("50 were collected without having been closed");
		});
		assertThat(this.scans.population("things").count()).isZero();
	}

	@Test
	void theSiteThatDoesNotCloseIsToldAndNotTheOneThatDoes() {
		this.tracker.watched();
		for (int i = 0; i < 20; i++) {
			healthy();
			healthy();
			leaky();
		}
		this.scans.scan().scan();
		assertThat(this.scans.facts()).extracting((fact) -> fact.culprit().site())
			.singleElement()
			.asString()
			.contains("TrackerTests.leaky(");
	}

	private void healthy() {
		this.tracker.opened(new Thing()).close();
	}

	private void leaky() {
		Scans.collect(this.tracker.opened(new Thing()));
	}

	@Test
	void aThingThatGoesALittleBeforeItsHandleIsClosedIsNotReported() {
		this.tracker.watched();
		Handle handle = this.tracker.opened(new Thing());
		Scans.collect(handle);
		this.scans.scan();
		assertThat(this.scans.facts()).isEmpty();
		handle.close();
		handle.close();
		this.scans.scan().scan();
		assertThat(this.scans.facts()).isEmpty();
		assertThat(this.tracker.totalClosed()).isEqualTo(1);
		assertThat(this.tracker.totalCollectedWhileOpen()).isZero();
	}

	@Test
	void aLeakThatStopsIsNoLongerTold() {
		this.tracker.watched();
		for (int i = 0; i < 50; i++) {
			Scans.collect(this.tracker.opened(new Thing()));
			this.scans.scan();
		}
		this.scans.scan();
		assertThat(this.scans.facts(Kind.NOT_CLOSED)).hasSize(1);
		this.scans.after(Duration.ofMinutes(6));
		assertThat(this.scans.facts(Kind.NOT_CLOSED)).isEmpty();
	}

	@Test
	void aLeakThatHappensOnceAnHourIsToldAllTheTime() {
		this.tracker.watched();
		for (int i = 0; i < 4; i++) {
			Scans.collect(this.tracker.opened(new Thing()));
			this.scans.scan().scan();
			this.scans.after(Duration.ofMinutes(59));
			assertThat(this.scans.facts(Kind.NOT_CLOSED)).hasSize(1);
		}
	}

	@Test
	void aThingThatIsStillHeldIsNeverCalledCollected() {
		this.tracker.watched();
		Thing thing = new Thing();
		Handle handle = this.tracker.opened(thing);
		for (int i = 0; i < 5; i++) {
			System.gc();
			this.scans.scan();
			assertThat(this.tracker.totalCollectedWhileOpen()).isZero();
			assertThat(this.scans.facts()).isEmpty();
		}
		assertThat(thing).isNotNull();
		handle.close();
	}

	@Test
	void stacksAreTakenUnderSuspicionOnly() {
		this.tracker.opened(new Thing());
		this.scans.scan();
		assertThat(this.scans.population("things").origins(Thing.class.getName())).isEmpty();
		this.scans.suspect("things").scan();
		this.tracker.opened(new Thing());
		this.scans.scan();
		assertThat(this.scans.population("things").origins(Thing.class.getName()))
			.filteredOn((origin) -> !origin.stack().isEmpty())
			.singleElement()
			.satisfies((origin) -> {
				assertThat(origin.site()).contains("stacksAreTakenUnderSuspicionOnly");
				assertThat(origin.stack().get(0)).contains("TrackerTests.stacksAreTakenUnderSuspicionOnly(");
				assertThat(origin.stack()).hasSizeLessThanOrEqualTo(64);
				assertThat(origin.thread()).isEqualTo(Thread.currentThread().getName());
				assertThat(origin.count()).isOne();
			});
	}

	@Test
	void whatWasCollectedWhileOpenHasStacksUnderItsOwnKey() {
		this.tracker.watched();
		this.tracker.opened(new Other());
		collectOne();
		this.scans.scan().scan();
		String key = FactKey.of(this.scans.facts(Kind.NOT_CLOSED).get(0).culprit());
		// the list holds the key of the fact, not that of the group
		this.scans.suspect("things", key).scan().scan();
		this.tracker.opened(new Thing());
		this.tracker.opened(new Other());
		this.scans.scan();
		assertThat(this.scans.population("things").origins(key))
			.anySatisfy((origin) -> assertThat(origin.stack()).isNotEmpty());
		assertThat(this.scans.population("things").origins(Other.class.getName())).isEmpty();
	}

	private void collectOne() {
		Scans.collect(this.tracker.opened(new Thing()));
	}

	@Test
	void whereThingsComeFromIsAskedLessOftenWhileNothingNewIsFound() {
		AtomicInteger lookups = new AtomicInteger();
		TrackingSettings settings = TrackingSettings.DEFAULTS
			.withApplication((name) -> name.contains("TrackerTests") && lookups.incrementAndGet() > 0);
		try (Tracking tracking = new Tracking(settings, this.scans.time, this.scans.watch)) {
			Tracker flow = tracker(tracking);
			assertThat(lookupsIn(10, tracking, flow, lookups)).isGreaterThan(80);
			lookupsIn(190, tracking, flow, lookups);
			assertThat(lookupsIn(10, tracking, flow, lookups)).isEqualTo(40);
			// a place that was not known before, at a moment when it is looked at
			this.scans.time.pass(Duration.ofSeconds(1));
			tracking.tick();
			flow.opened(new Thing()).close();
			assertThat(lookupsIn(10, tracking, flow, lookups)).isGreaterThan(80);
		}
	}

	private static Tracker tracker(Tracking tracking) {
		return tracking.tracker("flow", Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS);
	}

	private int lookupsIn(int seconds, Tracking tracking, Tracker flow, AtomicInteger lookups) {
		int before = lookups.get();
		for (int second = 0; second < seconds; second++) {
			this.scans.time.pass(Duration.ofSeconds(1));
			tracking.tick();
			for (int i = 0; i < 50; i++) {
				flow.opened(new Thing()).close();
			}
		}
		return lookups.get() - before;
	}

	@Test
	void aKnownSiteNeedsNoLooking() {
		Tracker.Site site = this.tracker.site(Thing.class.getName(), "com.acme.OrderRepository.streamAll");
		site.opened(new Thing());
		this.scans.scan();
		assertThat(this.scans.group("things").culprit())
			.isEqualTo(new Culprit(Thing.class.getName(), "com.acme.OrderRepository.streamAll"));
	}

	@Test
	void moreGroupsThanAllowedShareOne() {
		for (int i = 0; i < 1000; i++) {
			this.tracker.site(null, "site" + i).opened(this);
		}
		this.scans.scan();
		assertThat(this.scans.population("things").groups()).hasSize(TrackingSettings.DEFAULTS.maxGroups());
		assertThat(this.scans.population("things").count()).isEqualTo(1000);
		int own = TrackingSettings.DEFAULTS.maxGroups() - 1;
		assertThat(this.scans.population("things").leftOut()).isEqualTo(new LeftOut(0, 0, 1000 - own));
	}

	@Test
	void nothingIsLeftOutOfAsManyGroupsAsAllowed() {
		for (int i = 0; i < TrackingSettings.DEFAULTS.maxGroups() - 1; i++) {
			this.tracker.site(null, "site" + i).opened(this);
		}
		this.scans.scan();
		assertThat(this.scans.population("things").leftOut().isNothing()).isTrue();
	}

	@Test
	void handlesBeyondTheMaximumAreStillCounted() {
		Scans few = new Scans(TrackingSettings.DEFAULTS.withMaximum(10, 10));
		Tracker small = few.tracking.tracker("small", Kind.NOT_CLOSED, Unit.OBJECTS);
		List<Handle> handles = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			handles.add(small.opened(new Thing()));
			few.scan();
		}
		assertThat(few.population("small").count()).isEqualTo(20);
		handles.forEach(Handle::close);
		handles.forEach(Handle::close);
		few.scan();
		assertThat(few.population("small").count()).isZero();
	}

	@Test
	void watchedThingsThatAreDroppedBeyondTheMaximumDoNotBlindTheTracker() {
		Scans few = new Scans(TrackingSettings.DEFAULTS.withMaximum(10, 10));
		Tracker small = few.tracking.tracker("small", Kind.NOT_CLOSED, Unit.OBJECTS).watched();
		List<Handle> handles = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			handles.add(small.opened(new Thing()));
			few.scan();
		}
		assertThat(few.population("small").count()).isEqualTo(10);
		handles.stream().filter((handle) -> handle != Handle.NONE).forEach(Scans::collect);
		few.scan();
		assertThat(few.population("small").count()).isZero();
		Scans.collect(small.opened(new Thing()));
		few.scan().scan();
		assertThat(small.totalCollectedWhileOpen()).isEqualTo(11);
	}

	@Test
	void handlesOfAClosedTrackingDoNothing() {
		this.tracker.watched();
		Handle first = this.tracker.opened(new Thing());
		Handle second = this.tracker.opened(new Thing());
		this.scans.tracking.close();
		first.close();
		second.close();
		assertThat(this.tracker.opened(new Thing())).isSameAs(Handle.NONE);
		assertThat(this.scans.scan().find("things")).isEmpty();
	}

	@Test
	void aMillionPairsLeaveNothingBehind() {
		this.tracker.watched();
		List<Handle> window = new ArrayList<>();
		for (int i = 0; i < 1_000_000; i++) {
			Handle handle = this.tracker.opened(this);
			if (i % 1000 == 0) {
				window.add(handle);
			}
			else {
				handle.close();
			}
			if (window.size() == 100) {
				window.forEach(Handle::close);
				window.clear();
			}
		}
		long before = Memory.used();
		for (int i = 0; i < 1_000_000; i++) {
			this.tracker.opened(this).close();
		}
		assertThat(Memory.used() - before).isLessThan(256 * 1024);
		assertThat(this.tracker.open()).isZero();
	}

	private static final class Thing {

	}

	private static final class Other {

	}

}
