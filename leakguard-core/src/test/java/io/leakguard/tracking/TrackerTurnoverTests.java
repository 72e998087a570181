package io.leakguard.tracking;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tracker}: whether the oldest leave, and what stays for too long.
 */
class TrackerTurnoverTests {

	private final Scans scans = new Scans();

	private final Tracker tracker = this.scans.tracking.tracker("things", Kind.NOT_CLOSED, Unit.OBJECTS);

	@Test
	void whatIsOpenForTooLongIsToldUntilItIsReturned() {
		this.tracker.heldTooLong(Duration.ofMinutes(5));
		Handle handle = this.tracker.opened(new Thing());
		this.scans.after(Duration.ofMinutes(4));
		assertThat(this.scans.facts()).isEmpty();
		this.tracker.opened(new Thing());
		this.scans.after(Duration.ofMinutes(2));
		assertThat(this.scans.facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.HELD_TOO_LONG);
			assertThat(fact.exact()).isFalse();
			assertThat(fact.count()).isEqualTo(1);
			assertThat(fact.detail()).isEqualTo("1 has been open for longer than 5 min, the oldest for 6 min");
		});
		handle.close();
		this.scans.scan();
		assertThat(this.scans.facts()).isEmpty();
	}

	@Test
	void aResourceThatIsOpenedOnceAndKeptIsNotHeldTooLong() {
		this.tracker.opened(new Thing());
		this.scans.after(Duration.ofHours(1));
		assertThat(this.scans.facts()).isEmpty();
		for (int i = 0; i < 20; i++) {
			this.tracker.opened(new Thing()).close();
		}
		this.scans.after(Duration.ofHours(1));
		assertThat(this.scans.facts()).extracting(Fact::kind).containsExactly(Kind.HELD_TOO_LONG);
	}

	@Test
	void theOldestNeverLeaveWhereNothingIsEverClosed() {
		this.scans.scan();
		for (int i = 0; i < 10; i++) {
			for (int j = 0; j < 10; j++) {
				this.tracker.opened(new Thing());
			}
			this.scans.scan();
		}
		assertThat(this.scans.group("things").signs()).contains(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	void theOldestNeverLeaveWhereOneInTenIsForgotten() {
		this.scans.scan();
		List<Handle> open = new ArrayList<>();
		boolean seen = false;
		for (int i = 0; i < 400; i++) {
			open.add(this.tracker.opened(new Thing()));
			this.tracker.opened((i % 10 == 0) ? new Thing() : new Other());
			if (open.size() > 20) {
				open.remove(0).close();
			}
			if (i % 5 == 0) {
				this.scans.scan();
				seen |= this.scans.population("things")
					.groups()
					.stream()
					.anyMatch((group) -> group.key().equals(Thing.class.getName())
							&& group.signs().contains(Sign.OLDEST_NEVER_LEAVE));
			}
		}
		assertThat(seen).isTrue();
	}

	@Test
	void theOldestLeaveWhereEverythingIsClosedInTheEnd() {
		this.scans.scan();
		List<Handle> open = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			open.add(this.tracker.opened(new Thing()));
			// a population that rises and still turns over
			if (open.size() > 40 + i / 50) {
				open.remove(0).close();
			}
			if (i % 5 == 0 && i > 60) {
				this.scans.scan();
				assertThat(this.scans.group("things").signs()).doesNotContain(Sign.OLDEST_NEVER_LEAVE);
			}
		}
	}

	@Test
	void whatIsOpenedAtTheStartMayStay() {
		for (int i = 0; i < 50; i++) {
			this.tracker.opened(new Thing());
		}
		this.scans.tracking.settled();
		for (int i = 0; i < 500; i++) {
			this.tracker.opened(new Thing()).close();
			this.scans.scan();
			assertThat(this.scans.group("things").signs()).doesNotContain(Sign.OLDEST_NEVER_LEAVE);
		}
	}

	@Test
	void theOldestThatLeaveAtLastTakeTheSignBack() {
		this.scans.scan();
		List<Handle> open = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			open.add(this.tracker.opened(new Thing()));
			if (i % 10 == 0) {
				this.scans.scan();
			}
		}
		assertThat(this.scans.group("things").signs()).contains(Sign.OLDEST_NEVER_LEAVE);
		open.forEach(Handle::close);
		this.scans.scan();
		assertThat(this.scans.group("things").signs()).isEmpty();
	}

	@Test
	void theOldestLeaveHoweverBusyTheThreadsAreDuringTheScans() throws Exception {
		scanWhileBusy(0, false);
	}

	@Test
	void theOldestNeverLeaveHoweverBusyTheThreadsAreDuringTheScans() throws Exception {
		scanWhileBusy(20, true);
	}

	/** A thread that gets no time for some scans may give the sign, but not for long. */
	private void scanWhileBusy(int forgotten, boolean signExpected) throws Exception {
		for (int i = 0; i < 200; i++) {
			// they are counted too, so that the time between the clock and a count is
			// long
			this.scans.tracking.tracker("other" + i, Kind.NOT_CLOSED, Unit.OBJECTS).opened(new Other());
		}
		this.scans.scan();
		for (int i = 0; i < forgotten; i++) {
			this.tracker.opened(new Thing());
		}
		AtomicBoolean stop = new AtomicBoolean();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Thread thread = new Thread(() -> {
				Deque<Handle> open = new ArrayDeque<>();
				while (!stop.get()) {
					open.add(this.tracker.opened(new Thing()));
					if (open.size() > 50) {
						open.remove().close();
					}
				}
				open.forEach(Handle::close);
			});
			threads.add(thread);
			thread.start();
		}
		for (int i = 0; i < 60; i++) {
			Thread.sleep(5);
			this.scans.scan();
		}
		try {
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(this.scans.scan().group("things").signs().contains(Sign.OLDEST_NEVER_LEAVE))
							.isEqualTo(signExpected));
		}
		finally {
			stop.set(true);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.tracker.open()).isEqualTo(forgotten);
	}

	@Test
	void aThingWithinItsLifetimeSaysNothing() {
		this.tracker.lifetime(Duration.ofMinutes(30));
		this.scans.scan();
		for (int i = 0; i < 100; i++) {
			this.tracker.opened(new Thing());
			this.scans.scan();
		}
		assertThat(this.scans.group("things").signs()).isEmpty();
	}

	@Test
	void aRegistrationWithoutTurnoverForFiveMinutesIsASign() {
		this.tracker.opened(new Thing());
		this.scans.after(Duration.ofMinutes(4));
		assertThat(this.scans.group("things").signs()).isEmpty();
		this.scans.after(Duration.ofMinutes(2));
		assertThat(this.scans.group("things").signs()).containsExactly(Sign.NO_TURNOVER);
		this.tracker.opened(new Thing()).close();
		this.scans.scan();
		assertThat(this.scans.group("things").signs()).isEmpty();
	}

	private static final class Thing {

	}

	private static final class Other {

	}

}
