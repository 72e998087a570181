package io.leakguard.tracking;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link TrackedRegistry}.
 */
class TrackedRegistryTests {

	private final Scans scans = new Scans();

	private final Tracking tracking = this.scans.tracking;

	@Test
	void aRegistrationIsTakenBackOnce() {
		TrackedRegistry<String, Object> registry = this.tracking.<String, Object>registry("listeners").build();
		Object listener = new Object();
		Registration first = registry.register("a", listener);
		Registration second = registry.register("a", listener);
		assertThat(registry.values("a")).containsExactly(listener, listener);
		first.close();
		first.close();
		assertThat(first.isActive()).isFalse();
		assertThat(second.isActive()).isTrue();
		assertThat(registry.values("a")).containsExactly(listener);
		assertThat(registry.size()).isEqualTo(1);
		this.scans.scan();
		assertThat(this.scans.population("listeners").kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		assertThat(this.scans.population("listeners").count()).isEqualTo(1);
		assertThat(this.scans.population("listeners").added()).isEqualTo(2);
		assertThat(this.scans.group("listeners").culprit().site()).contains("aRegistrationIsTakenBackOnce");
	}

	@Test
	void nullAndArraysAreNoKeys() {
		TrackedRegistry<Object, Object> registry = this.tracking.registry("listeners").build();
		assertThatNullPointerException().isThrownBy(() -> registry.register(null, this));
		assertThatNullPointerException().isThrownBy(() -> registry.register("key", null));
		assertThatIllegalArgumentException().isThrownBy(() -> registry.register(new byte[2], this))
			.withMessageContaining("arrays are equal only to themselves");
		assertThat(registry.size()).isZero();
	}

	@Test
	void keysWithoutEqualityAreNamedOnce() {
		List<String> warnings = new ArrayList<>();
		Logger logger = Logger.getLogger(TrackedRegistry.class.getName());
		Handler handler = new Handler() {

			@Override
			public void publish(LogRecord record) {
				warnings.add(record.getMessage());
			}

			@Override
			public void flush() {
			}

			@Override
			public void close() {
			}

		};
		logger.addHandler(handler);
		logger.setUseParentHandlers(false);
		try {
			TrackedRegistry<Object, Object> registry = this.tracking.registry("listeners").build();
			registry.register("a", this);
			registry.register(1, this);
			registry.register(String.class, this);
			registry.register(TimeUnit.DAYS, this);
			registry.register(List.of("a"), this);
			assertThat(warnings).isEmpty();
			registry.register(new Object(), this);
			registry.register(new Object(), this);
			assertThat(warnings).singleElement().asString().contains("java.lang.Object").contains("'listeners'");
		}
		finally {
			logger.removeHandler(handler);
			logger.setUseParentHandlers(true);
		}
	}

	@Test
	void keysAreBroughtIntoOneForm() {
		TrackedRegistry<String, String> registry = this.tracking.<String, String>registry("listeners")
			.normalise((key) -> key.toLowerCase(Locale.ROOT))
			.build();
		registry.register("Topic", "value");
		assertThat(registry.values("TOPIC")).containsExactly("value");
	}

	@Test
	void aFullRegistryRefuses() {
		TrackedRegistry<String, String> registry = this.tracking.<String, String>registry("listeners").bound(1).build();
		Registration registration = registry.register("a", "1");
		assertThatIllegalStateException().isThrownBy(() -> registry.register("b", "2"))
			.withMessage("'listeners' is full: it may hold 1 registrations at most");
		registration.close();
		registry.register("b", "2");
		assertThat(this.scans.scan().population("listeners").bound()).isEqualTo(1L);
	}

	@Test
	void aWeakRegistrationEndsWithItsOwner() {
		TrackedRegistry<String, Object> registry = this.tracking.<String, Object>registry("listeners").weak().build();
		List<Registration> owner = new ArrayList<>();
		owner.add(registry.register("kept", new Object()));
		registry.register("dropped", new Object());
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			this.scans.scan();
			assertThat(registry.size()).isEqualTo(1);
		});
		assertThat(registry.values("kept")).hasSize(1);
		assertThat(registry.values("dropped")).isEmpty();
		assertThat(this.scans.scan().population("listeners").count()).isEqualTo(1);
		assertThat(this.scans.facts()).isEmpty();
		assertThat(owner).hasSize(1);
	}

	@Test
	void aListenerThatIsRemovedAndHeldElsewhereIsNotCollected() {
		TrackedRegistry<String, Object> registry = this.tracking.<String, Object>registry("listeners")
			.expectCollected()
			.build();
		Object held = new Object();
		registry.register("a", held).close();
		this.scans.cycles.addAndGet(3);
		this.scans.after(Duration.ofMinutes(1));
		assertThat(this.scans.facts(Kind.NOT_COLLECTED)).singleElement()
			.satisfies((fact) -> assertThat(fact.detail()).endsWith("taken back from listeners"));
		assertThat(held).isNotNull();
	}

	@Test
	void anActionMayTakeBackWhatItIsGiven() {
		TrackedRegistry<String, Runnable> registry = this.tracking.<String, Runnable>registry("listeners").build();
		List<Registration> registrations = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			registrations.add(registry.register("key" + i, () -> registrations.forEach(Registration::close)));
		}
		registry.forEach((key, value) -> value.run());
		assertThat(registry.size()).isZero();
	}

	@Test
	void anActionIsNotGivenWhatItRegisters() {
		TrackedRegistry<String, Runnable> registry = this.tracking.<String, Runnable>registry("listeners").build();
		registry.register("a", () -> registry.register("a", () -> {
		}));
		registry.forEach((key, value) -> value.run());
		assertThat(registry.size()).isEqualTo(2);
	}

	@Test
	void aKeyKeepsTheOrderOfItsValues() {
		TrackedRegistry<String, Integer> registry = this.tracking.<String, Integer>registry("listeners").build();
		List<Registration> registrations = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			registrations.add(registry.register("a", i));
		}
		registrations.get(2).close();
		registry.register("a", 7);
		assertThat(registry.values("a")).containsExactly(0, 1, 3, 4, 7);
	}

	@Test
	@Timeout(10)
	void manyValuesOfOneKeyCostNoMoreThanFew() {
		TrackedRegistry<String, Object> registry = this.tracking.<String, Object>registry("listeners").build();
		List<Registration> registrations = new ArrayList<>();
		for (int i = 0; i < 200_000; i++) {
			registrations.add(registry.register("a", this));
		}
		for (int i = registrations.size() - 1; i >= 0; i--) {
			registrations.get(i).close();
		}
		assertThat(registry.size()).isZero();
		assertThat(registry.values("a")).isEmpty();
	}

	@Test
	void aKeyThatThrowsLeavesNothing() {
		TrackedRegistry<Object, Object> registry = this.tracking.registry("listeners")
			.bound(1)
			.expectCollected()
			.build();
		for (int i = 0; i < 3; i++) {
			assertThatIllegalStateException().isThrownBy(() -> registry.register(new Throwing(true), this));
		}
		assertThat(registry.size()).isZero();
		assertThat(this.scans.scan().population("listeners").count()).isZero();
		assertThat(this.tracking.uncollected()).isEmpty();
		registry.register(new Throwing(false), this);
		assertThat(this.scans.scan().population("listeners").count()).isEqualTo(1);
	}

	@Test
	void closingTakesEverythingBack() {
		TrackedRegistry<String, String> registry = this.tracking.<String, String>registry("listeners").build();
		Registration registration = registry.register("a", "1");
		registry.close();
		assertThat(registration.isActive()).isFalse();
		assertThat(registry.size()).isZero();
		assertThat(this.scans.scan().population("listeners").count()).isZero();
	}

	@Test
	void manyThreadsRegisterAndTakeBack() throws Exception {
		TrackedRegistry<Integer, Object> registry = this.tracking.<Integer, Object>registry("listeners").build();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			all.add(threads.submit(() -> {
				for (int round = 0; round < 2000; round++) {
					registry.register(round % 10, this).close();
				}
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}
		threads.shutdown();
		assertThat(registry.size()).isZero();
		registry.forEach((key, value) -> {
			throw new AssertionError("something is left");
		});
		assertThat(this.scans.scan().population("listeners").count()).isZero();
		assertThat(this.scans.population("listeners").added()).isEqualTo(16_000);
	}

	@Test
	void aClosedRegistrationDoesNotKeepItsValue() {
		TrackedRegistry<String, Object> registry = this.tracking.<String, Object>registry("listeners").build();
		Object value = new Object();
		WeakReference<Object> reference = new WeakReference<>(value);
		Registration registration = registry.register("a", value);
		value = null;
		registration.close();
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			assertThat(reference.refersTo(null)).isTrue();
		});
		assertThat(registration.isActive()).isFalse();
	}

	private record Throwing(boolean throwing) {

		@Override
		public int hashCode() {
			if (this.throwing) {
				throw new IllegalStateException("on purpose");
			}
			return 42;
		}

		@Override
		public boolean equals(Object other) {
			return other == this;
		}

	}

}
