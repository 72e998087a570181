package io.leakguard.tracking;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndedObjects}.
 */
class EndedObjectsTests {

	private final Scans scans = new Scans();

	private final List<Object> heldElsewhere = new ArrayList<>();

	@AfterEach
	void stop() {
		this.scans.watch.stop();
	}

	@Test
	void whatIsHeldElsewhereIsNotCollectedAndCollectedLateWhenReleased() {
		end();
		this.scans.cycles.addAndGet(3);
		this.scans.after(Duration.ofMinutes(1));
		assertThat(this.scans.facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.NOT_COLLECTED);
			assertThat(fact.count()).isEqualTo(2);
			assertThat(fact.culprit().type()).isEqualTo(Listener.class.getName());
			assertThat(fact.detail())
				.isEqualTo("2 are still strongly reachable 60 s and 3 collections of old objects after: "
						+ "removed from the router");
		});
		this.heldElsewhere.clear();
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			this.scans.scan();
			assertThat(this.scans.facts()).isEmpty();
			assertThat(this.scans.tracking.collectedLate()).isEqualTo(2);
		});
	}

	private void end() {
		for (int i = 0; i < 2; i++) {
			Listener listener = new Listener();
			this.heldElsewhere.add(listener);
			this.scans.tracking.expectCollected(listener, "removed from the router");
		}
	}

	@Test
	void whatGoesInTimeIsNeverTold() {
		end();
		this.heldElsewhere.clear();
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			this.scans.scan();
			assertThat(this.scans.population(EndedObjects.POPULATION).ended()).isEqualTo(2);
		});
		this.scans.cycles.addAndGet(10);
		this.scans.after(Duration.ofMinutes(1));
		assertThat(this.scans.facts()).isEmpty();
		assertThat(this.scans.tracking.collectedLate()).isZero();
	}

	@Test
	void twoCollectionsOrALongTimeAloneProveNothing() {
		end();
		this.scans.cycles.addAndGet(2);
		this.scans.after(Duration.ofHours(1));
		assertThat(this.scans.facts()).isEmpty();
	}

	@Test
	void manyCollectionsInAMomentProveNothing() {
		end();
		this.scans.cycles.addAndGet(100);
		this.scans.after(Duration.ofSeconds(1));
		assertThat(this.scans.facts()).isEmpty();
	}

	@Test
	void aHundredCollectionsWhileSomethingOpenIsHeldGiveNothing() {
		Listener listener = new Listener();
		Handle handle = this.scans.tracking.tracker("listeners", Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS)
			.watched()
			.opened(listener);
		for (int i = 0; i < 100; i++) {
			this.scans.cycles.incrementAndGet();
			this.scans.scan();
			assertThat(this.scans.facts()).isEmpty();
		}
		assertThat(listener).isNotNull();
		handle.close();
	}

	@Test
	void moreThanTheMaximumIsNotWatched() {
		Scans few = new Scans(TrackingSettings.DEFAULTS.withMaximum(10, 1));
		few.tracking.expectCollected(this, "one");
		few.tracking.expectCollected(this, "two");
		few.cycles.addAndGet(3);
		few.after(Duration.ofMinutes(1));
		assertThat(few.facts()).hasSize(1);
	}

	@Test
	void theCallerMaySayWhatKindOfLeakItIs() {
		this.scans.tracking.expectCollected(this, "completed", Kind.SESSION_RETAINED);
		this.scans.scan();
		this.scans.cycles.addAndGet(3);
		this.scans.after(Duration.ofMinutes(1));
		assertThat(this.scans.facts(Kind.SESSION_RETAINED)).hasSize(1);
	}

	private static final class Listener {

	}

}
