package io.leakguard.test;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

class LeakGuardExtensionTests {

	private static final List<Object> HELD = new ArrayList<>();

	private static final CountDownLatch END = new CountDownLatch(1);

	@AfterAll
	static void letThreadsEnd() {
		END.countDown();
		HELD.clear();
	}

	@Test
	void aTestThatLeavesNothingBehindPasses() {
		assertThat(failure("tidy")).isNull();
	}

	@Test
	void aTestThatLeavesThreadsRunningFails() {
		assertThat(failure("leavesThread")).contains("1 thread was left running", "'forgotten'", "CountDownLatch");
	}

	@Test
	void aThreadThatMayStayIsIgnored() {
		assertThat(failure("leavesThreadThatMayStay")).isNull();
	}

	@Test
	void aTestThatDoesNotCloseFails() {
		assertThat(failure("doesNotClose")).contains("the cursor was not closed, opened at",
				"LeakGuardExtensionTests$Cases.doesNotClose(LeakGuardExtensionTests.java:");
	}

	@Test
	void aTestWhoseObjectIsHeldFails() {
		assertThat(failure("holdsObject")).contains("Session is still held: it was logged out");
	}

	@Test
	void aTestWhoseCodeLeavesAHandleOpenFails() {
		assertThat(failure("leavesHandleOpen")).contains("2 of 'acme.cursors' were not closed",
				"2 " + Session.class.getName() + " at " + Cases.class.getName() + ".leavesHandleOpen(");
	}

	@Test
	void aTestWhoseCodeClosesItsHandlesPasses() {
		assertThat(failure("closesHandle")).isNull();
	}

	@Test
	void aTestWhoseCodeHoldsWhatItSaidMustGoFails() {
		assertThat(failure("holdsWhatMustGo")).contains("still held: " + Session.class.getName() + ": it has expired");
	}

	@Test
	void whatMayBeDroppedMayBeDropped() {
		assertThat(failure("drops")).isNull();
	}

	@Test
	void aTestThatFailsByItselfKeepsItsOwnFailure() {
		assertThat(failure("failsByItself")).isEqualTo("own failure");
	}

	private static String failure(String method) {
		Events tests = EngineTestKit.engine("junit-jupiter")
			.selectors(selectMethod(Cases.class, find(method)))
			.execute()
			.testEvents();
		tests.assertStatistics((statistics) -> statistics.started(1));
		return tests.failed()
			.stream()
			.findFirst()
			.flatMap((event) -> event.getPayload(TestExecutionResult.class))
			.flatMap(TestExecutionResult::getThrowable)
			.map(Throwable::getMessage)
			.orElse(null);
	}

	private static Method find(String name) {
		return Arrays.stream(Cases.class.getDeclaredMethods())
			.filter((method) -> method.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@LeakFree(withinMillis = 300)
	static class Cases {

		@Test
		void tidy(Leaks leaks) {
			ExecutorService pool = Executors.newFixedThreadPool(1);
			pool.execute(() -> {
			});
			pool.shutdown();
			Leaks.Opening cursor = leaks.opened("the cursor");
			leaks.expectCollected(new Session(), "it was logged out");
			cursor.close();
		}

		@Test
		void leavesThread() {
			startForgotten();
		}

		@Test
		@LeakFree(withinMillis = 300, ignoredThreads = "forg.*")
		void leavesThreadThatMayStay() {
			startForgotten();
		}

		@Test
		void doesNotClose(Leaks leaks) {
			leaks.opened("the cursor");
		}

		@Test
		void holdsObject(Leaks leaks) {
			Session session = new Session();
			HELD.add(session);
			leaks.expectCollected(session, "it was logged out");
		}

		@Test
		void leavesHandleOpen(Leaks leaks) {
			for (int i = 0; i < 2; i++) {
				leaks.tracking().tracker("acme.cursors", Kind.NOT_CLOSED, Unit.OBJECTS).opened(new Session());
			}
		}

		@Test
		void closesHandle(Leaks leaks) {
			Tracker cursors = leaks.tracking().tracker("acme.cursors", Kind.NOT_CLOSED, Unit.OBJECTS);
			Handle handle = cursors.opened(new Session());
			assertThat(cursors.open()).isOne();
			handle.close();
		}

		@Test
		void holdsWhatMustGo(Leaks leaks) {
			Session session = new Session();
			HELD.add(session);
			leaks.tracking().expectCollected(session, "it has expired");
			leaks.tracking().expectCollected(new Session(), "this one goes");
		}

		@Test
		void drops(Leaks leaks) {
			leaks.tracking()
				.tracker("acme.buffers", Kind.NOT_CLOSED, Unit.OBJECTS)
				.endsWhenCollected()
				.opened(new Session());
		}

		@Test
		void failsByItself() {
			startForgotten();
			throw new IllegalStateException("own failure");
		}

		private static void startForgotten() {
			new Thread(() -> {
				try {
					END.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}, "forgotten").start();
		}

	}

	static class Session {

	}

}
