package io.leakguard.autoconfigure.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.LeakGuard;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Tracker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Tests for {@link LiveRegistrations}.
 */
class LiveRegistrationsTests {

	private final Tracker tracker = LeakGuard.builder()
		.build()
		.tracking()
		.tracker("test.registrations", Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS);

	private final LiveRegistrations live = new LiveRegistrations();

	@Test
	void whatWasRegisteredUnderATopicIsTakenBackAsAThing() {
		Object listener = new Object();
		Object other = new Object();
		this.live.add(this.tracker, "prices", listener);
		this.live.add(this.tracker, "orders", listener);
		this.live.add(this.tracker, "prices", other);
		this.live.remove(new Object[] { listener });
		assertThat(this.live.size()).isOne();
		assertThat(this.tracker.open()).isOne();
		this.live.remove(new Object[] { "prices", other });
		assertThat(this.live.size()).isZero();
		assertThat(this.tracker.open()).isZero();
	}

	@Test
	void anotherTopicOrAnotherThingIsNotTakenBack() {
		Object listener = new Object();
		this.live.add(this.tracker, "prices", listener);
		this.live.remove(new Object[] { "orders", listener });
		this.live.remove(new Object[] { "prices", new Object() });
		this.live.remove(new Object[] { new Object() });
		assertThat(this.tracker.open()).isOne();
	}

	@Test
	void manyUnderOneTopicCostNoMoreThanFew() {
		List<Object> listeners = new ArrayList<>();
		assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
			for (int i = 0; i < 100_000; i++) {
				Object listener = new Object();
				listeners.add(listener);
				this.live.add(this.tracker, "prices", listener);
			}
			for (Object listener : listeners) {
				this.live.remove(new Object[] { "prices", listener });
			}
		});
		assertThat(this.live.size()).isZero();
		assertThat(this.tracker.open()).isZero();
	}

}
