package io.leakguard.evidence;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import io.leakguard.detection.Stage;
import io.leakguard.jvm.VirtualThreadStacks;
import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadPileCollector} and {@link Waiting}.
 */
class ThreadPileCollectorTests {

	private final CompletableFuture<String> answer = new CompletableFuture<>();

	@Test
	void threadsThatWaitForOneThingAreAPileAndSomebodyShouldWakeThem() throws Exception {
		List<Thread> threads = new ArrayList<>();
		try {
			for (int i = 0; i < 5; i++) {
				Thread thread = new Thread(this::waitForTheAnswer, "asking-" + i);
				thread.setDaemon(true);
				thread.start();
				threads.add(thread);
			}
			Awaitility.await()
				.until(() -> threads.stream().allMatch((thread) -> thread.getState() == Thread.State.WAITING));
			String pile = pileWith(collect(VirtualStacks.NONE), "\"asking-#\"");
			assertThat(pile).contains("\"count\":5", "\"waiting\":5", "\"pile\":true",
					"\"waitsFor\":\"java.util.concurrent.CompletableFuture\"",
					"\"wokenBy\":\"whoever completes the future\"",
					"\"at\":\"io.leakguard.evidence.ThreadPileCollectorTests.waitForTheAnswer(");
		}
		finally {
			this.answer.complete("");
			for (Thread thread : threads) {
				thread.join();
			}
		}
		assertThat(collect(VirtualStacks.NONE)).doesNotContain("asking-#");
	}

	@Test
	void workersOfAPoolWaitForATask() throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(3, (task) -> {
			Thread thread = new Thread(task, "idle-worker");
			thread.setDaemon(true);
			return thread;
		});
		try {
			CountDownLatch started = new CountDownLatch(3);
			for (int i = 0; i < 3; i++) {
				pool.submit(() -> {
					started.countDown();
					started.await();
					return null;
				});
			}
			started.await();
			Awaitility.await()
				.untilAsserted(() -> assertThat(pileWith(collect(VirtualStacks.NONE), "\"idle-worker\""))
					.contains("\"waiting\":3", "\"wokenBy\":\"whoever gives the pool a task, or shuts it down\""));
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void virtualThreadsAreGroupedWithTheOthers() throws Exception {
		List<StackTraceElement> stack = List.of(frame("java.util.concurrent.locks.LockSupport", "park"),
				frame("java.util.concurrent.CountDownLatch", "await"), frame("com.acme.Orders", "load"),
				frame("java.lang.VirtualThread", "run"));
		String json = collect((consumer) -> {
			for (int i = 0; i < 1000; i++) {
				consumer.accept(stack);
			}
		});
		assertThat(json).contains("\"virtualThreads\":1000");
		assertThat(pileWith(json, "\"(virtual)\"")).contains("\"count\":1000", "\"pile\":true",
				"\"wokenBy\":\"whoever counts the latch down\"", "\"at\":\"com.acme.Orders.load(");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void theVirtualThreadsOfThisJvmAreRead() throws Exception {
		List<Thread> threads = new ArrayList<>();
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			for (int i = 0; i < 20; i++) {
				threads.add((Thread) Class.forName("java.lang.Thread$Builder")
					.getMethod("start", Runnable.class)
					.invoke(builder, (Runnable) this::waitForTheAnswer));
			}
			Awaitility.await().untilAsserted(() -> {
				String json = collect(new VirtualThreadStacks(Clock.systemUTC()));
				assertThat(pileWith(json, "\"(virtual)\":20")).contains("\"wokenBy\":\"whoever completes the future\"");
			});
		}
		finally {
			this.answer.complete("");
			for (Thread thread : threads) {
				thread.join();
			}
		}
	}

	@Test
	void aStackThatWaitsNowhereKnownTellsNothing() {
		assertThat(Waiting.of(List.of(frame("com.acme.Orders", "load")))).isNull();
		assertThat(Waiting.of(List.of())).isNull();
		assertThat(Waiting.of(List.of(frame(LockSupport.class.getName(), "park"), frame("java.lang.Thread", "run"))))
			.isNull();
	}

	private void waitForTheAnswer() {
		this.answer.join();
	}

	private static String collect(VirtualStacks virtualStacks) throws Exception {
		return new String(new ThreadPileCollector(Clock.systemUTC(), virtualStacks)
			.collect(TestFindings.finding("f", Kind.EXECUTOR_NOT_SHUT_DOWN, Stage.CONFIRMED))
			.get(0)
			.content(), StandardCharsets.UTF_8);
	}

	private static String pileWith(String json, String family) {
		for (String pile : json.split("\\{\"count\":")) {
			if (pile.contains(family)) {
				return "\"count\":" + pile;
			}
		}
		throw new AssertionError("no " + family + " in " + json);
	}

	private static StackTraceElement frame(String type, String method) {
		return new StackTraceElement(type, method, "X.java", 1);
	}

}
