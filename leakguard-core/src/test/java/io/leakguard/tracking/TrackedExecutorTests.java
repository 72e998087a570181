package io.leakguard.tracking;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link TrackedExecutor}, {@link TrackedExecutorService} and
 * {@link TrackedScheduledExecutorService}.
 */
class TrackedExecutorTests {

	private final Scans scans = new Scans();

	private final Tracking tracking = this.scans.tracking;

	private final ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(100));

	private final TrackedExecutorService executor = this.tracking.wrap(this.pool, "mail");

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.release.countDown();
		this.pool.shutdownNow();
	}

	@Test
	void tasksAreCountedWhereTheyWaitAndRun() throws Exception {
		block();
		Future<?> second = this.executor.submit(() -> {
		});
		this.scans.scan();
		assertThat(this.scans.population("executor.mail").count()).isEqualTo(1);
		assertThat(this.scans.population("executor.mail").added()).isEqualTo(2);
		assertThat(this.scans.population("executor.mail").bound()).isEqualTo(100L);
		assertThat(this.scans.population("executor.mail.running").count()).isEqualTo(1);
		assertThat(this.scans.population("executor.mail").groups()).first()
			.satisfies((group) -> assertThat(group.culprit().site()).contains("tasksAreCountedWhereTheyWaitAndRun"));
		this.release.countDown();
		second.get();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.executor.counts()).isEqualTo(new TaskCounts(2, 0, 0, 2, 0)));
	}

	private void block() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		this.executor.execute(() -> {
			running.countDown();
			await(this.release);
		});
		running.await();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void resultsAndFailuresComeThrough() throws Exception {
		assertThat(this.executor.submit(() -> 42).get()).isEqualTo(42);
		assertThat(this.executor.submit(() -> {
		}, "done").get()).isEqualTo("done");
		Future<Object> failing = this.executor.submit((Callable<Object>) () -> {
			throw new IllegalArgumentException("on purpose");
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(failing::get)
			.withCauseInstanceOf(IllegalArgumentException.class);
		Awaitility.await().untilAsserted(() -> assertThat(this.executor.counts().failed()).isOne());
		assertThatNullPointerException().isThrownBy(() -> this.executor.execute(null));
		assertThatNullPointerException().isThrownBy(() -> this.executor.submit((Runnable) null));
		assertThatNullPointerException().isThrownBy(() -> this.executor.submit((Callable<?>) null));
	}

	@Test
	void invokeAllKeepsTheOrderAndInvokeAnyGivesOne() throws Exception {
		List<Callable<Integer>> callables = List.of(() -> 1, () -> 2, () -> 3);
		List<Integer> results = new ArrayList<>();
		for (Future<Integer> future : this.executor.invokeAll(callables)) {
			assertThat(future.isDone()).isTrue();
			results.add(future.get());
		}
		assertThat(results).containsExactly(1, 2, 3);
		assertThat(this.executor.invokeAny(callables)).isIn(1, 2, 3);
		assertThat(this.executor.invokeAll(callables, 10, TimeUnit.SECONDS)).hasSize(3);
		assertThat(this.executor.invokeAny(callables, 10, TimeUnit.SECONDS)).isIn(1, 2, 3);
		block();
		assertThat(this.executor.invokeAll(callables, 1, TimeUnit.MILLISECONDS)).allMatch(Future::isCancelled);
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.executor.invokeAny(callables, 1, TimeUnit.MILLISECONDS));
	}

	@Test
	void shutdownNowReturnsWhatWasGiven() throws Exception {
		block();
		Runnable queued = () -> {
		};
		this.executor.execute(queued);
		Future<?> future = this.executor.submit(() -> 42);
		assertThat(this.executor.shutdownNow()).containsExactly(queued, (Runnable) future);
		assertThat(this.executor.isShutdown()).isTrue();
		assertThat(this.executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.executor.isTerminated()).isTrue();
		assertThat(this.tracking.tracker("tracking.executors", Kind.EXECUTOR_NOT_SHUT_DOWN, null).open()).isZero();
	}

	@Test
	void aQueuedTaskCanBeRemoved() throws Exception {
		block();
		Runnable queued = () -> {
		};
		this.executor.execute(queued);
		assertThat(this.executor.remove(queued)).isTrue();
		assertThat(this.executor.remove(queued)).isFalse();
		assertThat(this.pool.getQueue()).isEmpty();
		assertThat(this.scans.scan().population("executor.mail").count()).isZero();
	}

	@Test
	void aRejectedTaskIsNotCounted() {
		this.executor.shutdown();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.executor.execute(() -> {
		}));
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.executor.submit(() -> 1));
		assertThat(this.executor.counts().waiting()).isZero();
	}

	@Test
	void cancelledTasksEnd() throws Exception {
		block();
		for (int i = 0; i < 50; i++) {
			this.executor.submit(() -> 42).cancel(false);
		}
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			assertThat(this.scans.scan().population("executor.mail").count()).isZero();
		});
		assertThat(this.scans.facts()).isEmpty();
	}

	@Test
	void ordersAreKeptInAPriorityQueue() throws Exception {
		ThreadPoolExecutor ordered = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
		TrackedExecutorService wrapped = this.tracking.wrap(ordered, "ordered");
		List<Integer> ran = new ArrayList<>();
		CountDownLatch go = new CountDownLatch(1);
		wrapped.execute(new Ordered(0, () -> await(go)));
		for (int order : new int[] { 3, 1, 2 }) {
			wrapped.execute(new Ordered(order, () -> ran.add(order)));
		}
		go.countDown();
		wrapped.shutdown();
		assertThat(wrapped.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(ran).containsExactly(1, 2, 3);
	}

	@Test
	void closeWaitsForTheEnd() {
		AtomicInteger ran = new AtomicInteger();
		for (int i = 0; i < 10; i++) {
			this.executor.execute(ran::incrementAndGet);
		}
		this.executor.close();
		assertThat(ran).hasValue(10);
		assertThat(this.pool.isTerminated()).isTrue();
	}

	@Test
	void theExecutorWithinIsOfferedAndNothingIsWrappedTwice() {
		assertThat(this.executor.unwrap()).isSameAs(this.pool);
		assertThat(this.tracking.wrap((ExecutorService) this.executor)).isSameAs(this.executor);
		assertThat(this.tracking.wrap((Executor) this.pool)).isInstanceOf(TrackedExecutorService.class);
		AtomicInteger ran = new AtomicInteger();
		this.tracking.wrap((Executor) Runnable::run).execute(ran::incrementAndGet);
		assertThat(ran).hasValue(1);
		assertThat(this.scans.scan()
			.find("executor." + TrackedExecutorTests.class.getName()
					+ ".theExecutorWithinIsOfferedAndNothingIsWrappedTwice"))
			.isPresent();
	}

	@Test
	void scheduledTasksAreCountedApart() throws Exception {
		ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
		TrackedScheduledExecutorService wrapped = this.tracking.wrap(scheduler, "timer");
		assertThat(this.tracking.wrap((ExecutorService) scheduler, "timer"))
			.isInstanceOf(ScheduledExecutorService.class);
		assertThat(wrapped.schedule(() -> 42, 1, TimeUnit.MILLISECONDS).get()).isEqualTo(42);
		ScheduledFuture<?> later = wrapped.schedule(() -> {
		}, 1, TimeUnit.HOURS);
		assertThat(later.getDelay(TimeUnit.MINUTES)).isBetween(55L, 60L);
		CountDownLatch runs = new CountDownLatch(3);
		ScheduledFuture<?> periodic = wrapped.scheduleAtFixedRate(runs::countDown, 0, 1, TimeUnit.MILLISECONDS);
		runs.await();
		this.scans.scan();
		assertThat(this.scans.population("executor.timer.delayed").count()).isEqualTo(1);
		assertThat(this.scans.population("executor.timer.periodic").count()).isEqualTo(1);
		assertThat(this.scans.population("executor.timer").count()).isZero();
		later.cancel(false);
		periodic.cancel(false);
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			this.scans.scan();
			assertThat(this.scans.population("executor.timer.delayed").count()).isZero();
			assertThat(this.scans.population("executor.timer.periodic").count()).isZero();
		});
		assertThat(wrapped.shutdownNow()).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void aPeriodicTaskThatThrowsHasEnded() {
		ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
		TrackedScheduledExecutorService wrapped = this.tracking.wrap(scheduler, "timer");
		ScheduledFuture<?> periodic = wrapped.scheduleWithFixedDelay(() -> {
			throw new IllegalStateException("on purpose");
		}, 0, 1, TimeUnit.MILLISECONDS);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(periodic::get);
		assertThat(this.scans.scan().population("executor.timer.periodic").count()).isZero();
		wrapped.shutdown();
	}

	@Test
	void aTaskThatRunsFarLongerThanItsKindIsStuck() throws Exception {
		for (int i = 0; i < 20; i++) {
			this.executor.submit(new Job(null)).get();
		}
		AtomicReference<Thread> worker = new AtomicReference<>();
		this.executor.execute(new Job(() -> {
			worker.set(Thread.currentThread());
			await(this.release);
		}));
		Awaitility.await().until(() -> worker.get() != null && worker.get().getState() == Thread.State.WAITING);
		this.scans.after(Duration.ofMinutes(4));
		assertThat(this.scans.facts(Kind.TASK_STUCK)).isEmpty();
		this.scans.after(Duration.ofMinutes(4));
		assertThat(this.scans.facts(Kind.TASK_STUCK)).singleElement().satisfies((fact) -> {
			assertThat(fact.culprit().type()).isEqualTo(Job.class.getName());
			assertThat(fact.culprit().site()).startsWith(TrackedExecutorTests.class.getName() + ".await");
			assertThat(fact.exact()).isFalse();
			assertThat(fact.detail()).startsWith("a task has run for 8 min, others of its class for");
		});
		String key = FactKey.of(this.scans.facts(Kind.TASK_STUCK).get(0).culprit());
		assertThat(this.scans.population("executor.mail.running").origins(key).get(0).stack())
			.anyMatch((frame) -> frame.equals(Job.class.getName() + ".run"));
		this.release.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(this.executor.counts().running()).isZero());
		assertThat(this.scans.scan().facts()).isEmpty();
	}

	@Test
	void aConsumerThatNeverEndsIsNotStuck() throws Exception {
		block();
		this.scans.after(Duration.ofHours(4));
		assertThat(this.scans.facts()).isEmpty();
	}

	private static final class Job implements Runnable {

		private final Runnable work;

		Job(Runnable work) {
			this.work = work;
		}

		@Override
		public void run() {
			if (this.work != null) {
				this.work.run();
			}
		}

	}

	private static final class Ordered implements Runnable, Comparable<Ordered> {

		private final int order;

		private final Runnable work;

		Ordered(int order, Runnable work) {
			this.order = order;
			this.work = work;
		}

		@Override
		public void run() {
			this.work.run();
		}

		@Override
		public int compareTo(Ordered other) {
			return Integer.compare(this.order, other.order);
		}

	}

}
