package io.leakguard.tracking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link TrackedExecutor}, {@link TrackedExecutorService} and
 * {@link TrackedScheduledExecutorService}.
 */
class TrackedExecutorTests extends AbstractExecutorTests {

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
		assertThat(runInOrder(wrapped)).containsExactly(1, 2, 3);
		assertThat(wrapped.counts().completed()).isEqualTo(4);
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
	void cancelledTasksThatAreNotYetCollectedSayNothing() {
		Population delayed = scheduleAndScan(true);
		assertThat(delayed.isFresh()).isFalse();
		assertThat(delayed.groups()).allSatisfy((group) -> assertThat(group.signs()).isEmpty());
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			this.scans.cycles.incrementAndGet();
			assertThat(this.scans.scan().population("executor.timer.delayed").count()).isZero();
		});
		assertThat(this.scans.population("executor.timer.delayed").isFresh()).isTrue();
	}

	@Test
	void tasksThatWaitAreBelievedBecauseTheQueueHasThem() {
		Population delayed = scheduleAndScan(false);
		assertThat(delayed.isFresh()).isTrue();
		assertThat(delayed.count()).isEqualTo(1200);
		assertThat(delayed.groups()).singleElement()
			.satisfies((group) -> assertThat(group.signs()).contains(Sign.OLDEST_NEVER_LEAVE));
	}

	private Population scheduleAndScan(boolean cancel) {
		ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
		scheduler.setRemoveOnCancelPolicy(true);
		TrackedScheduledExecutorService wrapped = this.tracking.wrap(scheduler, "timer");
		Runnable timeout = () -> {
		};
		this.scans.scan();
		for (int i = 0; i < 12; i++) {
			for (int j = 0; j < 100; j++) {
				ScheduledFuture<?> future = wrapped.schedule(timeout, 30, TimeUnit.MINUTES);
				if (cancel) {
					future.cancel(false);
				}
			}
			this.scans.scan();
		}
		scheduler.shutdownNow();
		return this.scans.population("executor.timer.delayed");
	}

	@Test
	void aSharedPoolThatIsWrappedAgainAndAgainIsOneExecutor() {
		for (int i = 0; i < 100; i++) {
			this.tracking.wrap((i % 2 == 0) ? this.pool : (Executor) this.pool, "mail");
		}
		this.scans.scan();
		assertThat(this.scans.population("tracking.executors").count()).isEqualTo(1);
		assertThat(this.scans.population("executor.mail").bound()).isEqualTo(100L);
	}

	@Test
	void executorsThatAreMadeAgainAndAgainAreCounted() {
		List<ExecutorService> made = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			made.add(this.tracking.wrap(new ThreadPoolExecutor(0, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(5)),
					"mail"));
		}
		this.scans.scan();
		assertThat(this.scans.population("tracking.executors").count()).isEqualTo(11);
		assertThat(this.scans.population("executor.mail").bound()).isEqualTo(150L);
		made.forEach(ExecutorService::shutdown);
		assertThat(this.scans.scan().population("tracking.executors").count()).isEqualTo(1);
	}

	@Test
	void wrappedExecutorsAreNotKept() {
		WrappedExecutors executors = new WrappedExecutors();
		Tracker tracker = this.tracking.tracker("executors", Kind.EXECUTOR_NOT_SHUT_DOWN, Unit.OBJECTS)
			.endsWhenCollected();
		for (int i = 0; i < 10; i++) {
			executors.running(new ForkJoinPool(1), tracker);
		}
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			executors.running(this.pool, tracker);
			assertThat(executors.size()).isEqualTo(1);
		});
	}

	@Test
	void aQueueWithAComparatorIsGivenTheOriginals() throws Exception {
		ThreadPoolExecutor ordered = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
				new PriorityBlockingQueue<>(10, Comparator.comparingInt((task) -> ((Ordered) task).order)));
		List<Integer> ran = runInOrder(this.tracking.wrap(ordered, "ordered"));
		assertThat(ran).containsExactly(1, 2, 3);
		this.scans.scan();
		assertThat(this.scans.population("executor.ordered").count()).isZero();
		assertThat(this.scans.population("executor.ordered").added()).isEqualTo(4);
	}

	@Test
	void aPoolThatLooksAtItsTasksIsGivenTheOriginals() throws Exception {
		Set<Class<?>> seen = ConcurrentHashMap.newKeySet();
		ThreadPoolExecutor looking = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(10)) {

			@Override
			protected void beforeExecute(Thread thread, Runnable task) {
				seen.add(task.getClass());
			}

		};
		assertThat(runInOrder(this.tracking.wrap(looking, "looking"))).containsExactly(3, 1, 2);
		assertThat(seen).containsExactly(Ordered.class);
	}

	@Test
	void aPoolThatOverridesNothingThatSeesTasksIsTracked() throws Exception {
		ThreadPoolExecutor named = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(10)) {

			@Override
			public String toString() {
				return "named";
			}

		};
		TrackedExecutorService wrapped = this.tracking.wrap(named, "named");
		assertThat(runInOrder(wrapped)).containsExactly(3, 1, 2);
		assertThat(wrapped.counts().completed()).isEqualTo(4);
	}

	private static List<Integer> runInOrder(TrackedExecutorService wrapped) throws InterruptedException {
		List<Integer> ran = new ArrayList<>();
		CountDownLatch go = new CountDownLatch(1);
		wrapped.execute(new Ordered(0, () -> await(go)));
		for (int order : new int[] { 3, 1, 2 }) {
			wrapped.execute(new Ordered(order, () -> ran.add(order)));
		}
		go.countDown();
		wrapped.shutdown();
		assertThat(wrapped.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		return ran;
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
