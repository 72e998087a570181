package io.leakguard.autoconfigure.probe.reactor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SchedulersProbe}.
 */
class SchedulersProbeTests {

	private static final String NAME = SchedulersProbe.POPULATION;

	private final SchedulersProbe probe = new SchedulersProbe();

	private final Counts counts = Counts.of(this.probe);

	private final List<Scheduler> kept = new ArrayList<>();

	@BeforeEach
	void listen() {
		this.probe.afterPropertiesSet();
	}

	@AfterEach
	void dispose() {
		this.kept.forEach(Scheduler::dispose);
		this.probe.destroy();
	}

	@Test
	void schedulersThatAreNotDisposedAreCountedByThePlaceThatMadeThem() {
		for (int i = 0; i < 30; i++) {
			this.kept.add(Schedulers.newSingle("orders", true));
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).kind()).isEqualTo(Kind.EXECUTOR_NOT_SHUT_DOWN);
		Group group = this.counts.population(NAME).groups().get(0);
		assertThat(group.count()).isEqualTo(30);
		assertThat(group.culprit().type()).isEqualTo("reactor.core.scheduler.SingleScheduler");
		assertThat(group.culprit().site()).contains("SchedulersProbeTests.schedulersThatAreNotDisposed");
		assertThat(this.counts.saysOldestNeverLeave(NAME, group.key())).isTrue();
	}

	@Test
	void schedulersThatAreDisposedAreNot() {
		for (int i = 0; i < 30; i++) {
			Scheduler scheduler = Schedulers.newParallel("orders", 2, true);
			assertThat(this.counts.scan().population(NAME).count()).isOne();
			scheduler.dispose();
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	@Test
	void aSchedulerThatMakesExecutorsAsTheLoadAsksIsOne() throws Exception {
		Scheduler scheduler = Schedulers.newBoundedElastic(8, 10, "orders", 60, true);
		this.kept.add(scheduler);
		work(scheduler, 8);
		assertThat(this.counts.scan().population(NAME).count()).isOne();
		assertThat(this.counts.population(NAME).groups()).singleElement()
			.extracting((group) -> group.culprit().site())
			.asString()
			.contains("SchedulersProbeTests.work");
		scheduler.dispose();
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	@Test
	void theSchedulersThatReactorSharesAreNotCounted() throws Exception {
		Schedulers.shutdownNow();
		work(Schedulers.boundedElastic(), 4);
		work(Schedulers.parallel(), 1);
		work(Schedulers.single(), 1);
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	@Test
	void aSchedulerThatLendsTheThreadsOfAnExecutorIsNotCounted() throws Exception {
		ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
		for (int i = 0; i < 5; i++) {
			Scheduler scheduler = Schedulers.fromExecutorService(executor);
			this.kept.add(scheduler);
			work(scheduler, 1);
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
		executor.shutdownNow();
	}

	@Test
	void aSchedulerThatWasDroppedIsCountedWhileItsExecutorRuns() {
		ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
		Schedulers.decorateExecutorService(new Dropped(), executor);
		Awaitility.await().until(() -> {
			System.gc();
			return this.counts.scan().population(NAME).count() == 1;
		});
		executor.shutdownNow();
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	/** Keeps several workers busy at a time, so that each has an executor. */
	private static void work(Scheduler scheduler, int workers) throws InterruptedException {
		CountDownLatch busy = new CountDownLatch(workers);
		CountDownLatch release = new CountDownLatch(1);
		for (int i = 0; i < workers; i++) {
			scheduler.schedule(() -> {
				busy.countDown();
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
		}
		assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
		release.countDown();
	}

	@Test
	void anElasticSchedulerIsCountedWhenItWorks() {
		Scheduler scheduler = Schedulers.newBoundedElastic(2, 10, "orders", 60, true);
		this.kept.add(scheduler);
		scheduler.schedule(() -> {
		});
		assertThat(this.counts.scan().population(NAME).count()).isOne();
	}

	private static final class Dropped implements Scheduler {

		@Override
		public Disposable schedule(Runnable task) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Worker createWorker() {
			throw new UnsupportedOperationException();
		}

	}

}
