package io.leakguard.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LeakAssertionsTests {

	private final List<Object> held = new ArrayList<>();

	@Test
	void aPoolThatIsShutDownLeavesNoThread() throws Exception {
		LeakAssertions.assertLeavesNoThread(() -> {
			ExecutorService pool = Executors.newCachedThreadPool();
			pool.submit(() -> 1).get();
			pool.shutdown();
		});
	}

	@Test
	void aTimerThatIsDroppedEndsWhenItIsCollected() throws Exception {
		LeakAssertions.assertLeavesNoThread(() -> new Timer("dropped"));
	}

	@Test
	void aPoolThatIsNotShutDownLeavesItsThread() {
		ExecutorService pool = Executors.newFixedThreadPool(1);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> LeakAssertions.assertLeavesNoThread(() -> pool.submit(() -> 1).get()))
			.withMessageContaining("1 thread was left running");
		pool.shutdown();
	}

	@Test
	void anObjectThatNobodyHoldsIsCollected() throws Exception {
		LeakAssertions.assertNothingHolds(Object::new);
	}

	@Test
	void anObjectThatSomethingHoldsIsNot() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> LeakAssertions.assertNothingHolds(() -> {
			Object object = new Object();
			this.held.add(object);
			return object;
		})).withMessageContaining("java.lang.Object is still held");
	}

}
