package io.leakguard.tracking;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrackedExecutorService}: which tasks are stuck.
 */
class StuckTaskTests extends AbstractExecutorTests {

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
			assertThat(fact.culprit().site()).startsWith(AbstractExecutorTests.class.getName() + ".await");
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

	@Test
	void quickTasksOfSupplyAsyncAndALongOneHaveNothingInCommon() throws Exception {
		for (int i = 0; i < 20; i++) {
			CompletableFuture.supplyAsync(() -> 42, this.executor).get();
		}
		AtomicReference<Thread> worker = new AtomicReference<>();
		CompletableFuture.runAsync(() -> waitAs(worker), this.executor);
		CompletableFuture.supplyAsync(() -> waitAs(worker), this.executor);
		Awaitility.await().until(() -> worker.get() != null && worker.get().getState() == Thread.State.WAITING);
		this.scans.after(Duration.ofMinutes(8));
		assertThat(this.scans.facts(Kind.TASK_STUCK)).isEmpty();
	}

	@Test
	void quickTasksAndALongOneThatAreDifferentLambdasHaveNothingInCommon() throws Exception {
		for (int i = 0; i < 20; i++) {
			this.executor.submit(() -> {
			}).get();
		}
		AtomicReference<Thread> worker = new AtomicReference<>();
		this.executor.execute(() -> waitAs(worker));
		Awaitility.await().until(() -> worker.get() != null && worker.get().getState() == Thread.State.WAITING);
		this.scans.after(Duration.ofMinutes(8));
		assertThat(this.scans.facts(Kind.TASK_STUCK)).isEmpty();
	}

	@Test
	void aLambdaThatRunsFarLongerThanUsualIsStuck() throws Exception {
		AtomicReference<Thread> worker = new AtomicReference<>();
		for (int i = 0; i < 21; i++) {
			boolean last = i == 20;
			Future<?> future = this.executor.submit(() -> {
				if (last) {
					waitAs(worker);
				}
			});
			if (!last) {
				future.get();
			}
		}
		Awaitility.await().until(() -> worker.get() != null && worker.get().getState() == Thread.State.WAITING);
		this.scans.after(Duration.ofMinutes(8));
		assertThat(this.scans.facts(Kind.TASK_STUCK)).singleElement()
			.satisfies(
					(fact) -> assertThat(fact.culprit().type()).isEqualTo(StuckTaskTests.class.getName() + "$$Lambda"));
	}

	private int waitAs(AtomicReference<Thread> worker) {
		worker.set(Thread.currentThread());
		await(this.release);
		return 42;
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

}
