package io.leakguard.autoconfigure.probe.executor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExecutorsProbe}.
 */
class ExecutorsProbeTests {

	private static final Duration STUCK_AFTER = Duration.ofMinutes(5);

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Counts counts = Counts.of(new ExecutorsProbe(this.beanFactory, STUCK_AFTER));

	private final ScheduledThreadPoolExecutor timeouts = new ScheduledThreadPoolExecutor(1);

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.release.countDown();
		this.timeouts.shutdownNow();
	}

	@Test
	void cancelledTasksThatStayInTheQueueAreCounted() {
		this.beanFactory.registerSingleton("timeouts", this.timeouts);
		for (int i = 0; i < 50; i++) {
			this.timeouts.schedule(() -> {
			}, 1, TimeUnit.HOURS).cancel(false);
			this.counts.scan();
		}
		Population cancelled = this.counts.population("executor.timeouts.cancelled");
		assertThat(cancelled.count()).isEqualTo(50);
		assertThat(cancelled.kind()).isEqualTo(Kind.CANCELLED_TASKS_RETAINED);
		assertThat(cancelled.culprit().type()).isEqualTo("executor `timeouts`");
		assertThat(cancelled.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
		assertThat(this.counts.population("executor.timeouts.scheduled").count()).isZero();
	}

	@Test
	void delayedTasksThatWaitAreCountedApartFromAnnotatedOnes() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Scheduling.class)) {
			Counts counts = Counts.of(new ExecutorsProbe(context.getBeanFactory(), STUCK_AFTER)).scan();
			assertThat(counts.population("executor.taskScheduler.scheduled").count()).isZero();
			for (int i = 0; i < 7; i++) {
				context.getBean(ThreadPoolTaskScheduler.class).schedule(() -> {
				}, Instant.now().plusSeconds(3600));
			}
			assertThat(counts.scan().population("executor.taskScheduler.scheduled").count()).isEqualTo(7);
			assertThat(counts.has("executor.taskScheduler.queue")).isFalse();
		}
	}

	@Test
	void cancelledTasksThatAreRemovedAtOnceAreNot() {
		this.timeouts.setRemoveOnCancelPolicy(true);
		this.beanFactory.registerSingleton("timeouts", this.timeouts);
		this.timeouts.schedule(() -> {
		}, 1, TimeUnit.HOURS).cancel(false);
		this.counts.scan();
		assertThat(this.counts.has("executor.timeouts.cancelled")).isFalse();
		assertThat(this.counts.population("executor.timeouts.scheduled").count()).isZero();
	}

	@Test
	void cancelledTasksWhoseTimeComesSoonAreNoSign() {
		this.beanFactory.registerSingleton("timeouts", this.timeouts);
		for (int i = 0; i < 30; i++) {
			this.timeouts.schedule(() -> {
			}, 5, TimeUnit.MILLISECONDS).cancel(false);
			this.counts.scan();
			int size = this.timeouts.getQueue().size();
			if (size > 3) {
				Awaitility.await().until(() -> this.timeouts.getQueue().isEmpty());
			}
		}
		assertThat(this.counts.scan().population("executor.timeouts.cancelled").signs()).isEmpty();
	}

	@Test
	void anExecutorInAFieldOfABeanIsNamedAfterIt() {
		this.beanFactory.registerSingleton("client", new Client(this.timeouts));
		this.timeouts.schedule(() -> {
		}, 1, TimeUnit.HOURS).cancel(false);
		String name = "executor." + Client.class.getName() + ".timeouts.cancelled";
		assertThat(this.counts.scan().population(name).count()).isOne();
	}

	@Test
	void theOnlyUserOfAnExecutorIsBlamedAndSeveralAreNot() {
		this.beanFactory.registerSingleton("timeouts", this.timeouts);
		this.beanFactory.registerSingleton("client", new Client(this.timeouts));
		this.timeouts.schedule(() -> {
		}, 1, TimeUnit.HOURS).cancel(false);
		Population cancelled = this.counts.scan().population("executor.timeouts.cancelled");
		assertThat(cancelled.culprit().type()).isEqualTo(Client.class.getName());
		assertThat(cancelled.holder()).isEqualTo(Client.class.getName() + ".timeouts (queue of executor `timeouts`)");
		this.beanFactory.registerSingleton("other", new OtherClient(this.timeouts));
		cancelled = Counts.of(new ExecutorsProbe(this.beanFactory, STUCK_AFTER))
			.scan()
			.population("executor.timeouts.cancelled");
		assertThat(cancelled.culprit().type()).isEqualTo("executor `timeouts`");
	}

	@Test
	void theCapacityOfAQueueIsItsBound() {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(8));
		this.beanFactory.registerSingleton("pool", pool);
		for (int i = 0; i < 5; i++) {
			pool.execute(this::block);
		}
		Population queue = this.counts.scan().population("executor.pool.queue");
		assertThat(queue.count()).isEqualTo(4);
		assertThat(queue.bound()).isEqualTo(8);
		pool.shutdownNow();
	}

	@Test
	void aPoolAtAStandstillIsNamedWithTheMethodItIsStuckIn() throws Exception {
		ThreadPoolTaskExecutor executor = executor();
		for (int i = 0; i < 20; i++) {
			executor.submit(() -> {
			}).get();
		}
		this.counts.scan();
		for (int i = 0; i < 6; i++) {
			executor.execute(this::block);
		}
		Awaitility.await()
			.until(() -> executor.getActiveCount() == 2
					&& executor.getThreadPoolExecutor().getCompletedTaskCount() == 20);
		scans(22);
		Population queue = this.counts.population("executor.mail.queue");
		assertThat(queue.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
		assertThat(queue.bound()).isNull();
		assertThat(queue.facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.TASK_STUCK);
			assertThat(fact.count()).isEqualTo(2);
			assertThat(fact.culprit().type()).isEqualTo("executor `mail`");
			assertThat(fact.culprit().site()).contains("ExecutorsProbeTests.block(");
		});
		this.release.countDown();
		Awaitility.await().until(() -> executor.getThreadPoolExecutor().getQueue().isEmpty());
		assertThat(this.counts.scan().population("executor.mail.queue").facts()).isEmpty();
		executor.shutdown();
	}

	@Test
	void aFewLongReportsThatWorkAreNotStuck() throws Exception {
		ThreadPoolTaskExecutor executor = executor();
		for (int i = 0; i < 20; i++) {
			executor.submit(() -> {
			}).get();
		}
		this.counts.scan();
		for (int i = 0; i < 3; i++) {
			executor.execute(this::compute);
		}
		Awaitility.await().until(() -> executor.getActiveCount() == 2);
		for (int i = 0; i < 60; i++) {
			TimeUnit.MILLISECONDS.sleep(10);
			assertThat(this.counts.scan().population("executor.mail.queue").facts()).isEmpty();
		}
		assertThat(this.counts.population("executor.mail.queue").count()).isOne();
		this.release.countDown();
		executor.shutdown();
	}

	@Test
	void anExecutorInAFieldOfEachOfSeveralBeansIsCountedForEach() {
		this.beanFactory.registerSingleton("north", new Client(new ScheduledThreadPoolExecutor(1)));
		this.beanFactory.registerSingleton("south", new Client(this.timeouts));
		this.timeouts.schedule(() -> {
		}, 1, TimeUnit.HOURS).cancel(false);
		String name = "executor." + Client.class.getName() + ".timeouts";
		this.counts.scan();
		assertThat(this.counts.population(name + ".cancelled").count()).isZero();
		Population cancelled = this.counts.population(name + "[south].cancelled");
		assertThat(cancelled.count()).isOne();
		assertThat(cancelled.culprit().type()).isEqualTo(Client.class.getName());
	}

	@Test
	void aPoolThatGoesOnIsNotStuck() throws Exception {
		ThreadPoolTaskExecutor executor = executor();
		for (int i = 0; i < 60; i++) {
			executor.submit(() -> {
			}).get();
			this.counts.scan();
		}
		assertThat(this.counts.population("executor.mail.queue").facts()).isEmpty();
		assertThat(this.counts.population("executor.mail.queue").signs()).isEmpty();
		executor.shutdown();
	}

	@Test
	void aConsumerThatRunsForEverIsNotStuck() {
		ThreadPoolTaskExecutor executor = executor();
		executor.execute(this::block);
		scans(60);
		assertThat(this.counts.population("executor.mail.queue").facts()).isEmpty();
		this.release.countDown();
		executor.shutdown();
	}

	private ThreadPoolTaskExecutor executor() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setCorePoolSize(2);
		executor.setThreadNamePrefix("mail-");
		executor.initialize();
		this.beanFactory.registerSingleton("mail", executor);
		return executor;
	}

	private void scans(int count) {
		for (int i = 0; i < count; i++) {
			this.counts.scan();
		}
	}

	private void compute() {
		double sum = 0;
		while (this.release.getCount() > 0) {
			sum += Math.sqrt(sum + 1);
		}
		assertThat(sum).isPositive();
	}

	private void block() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			return new ThreadPoolTaskScheduler();
		}

		@Scheduled(fixedDelay = 3_600_000, initialDelay = 3_600_000)
		void tick() {
		}

	}

	private record Client(ScheduledThreadPoolExecutor timeouts) {

	}

	private record OtherClient(ScheduledThreadPoolExecutor timeouts) {

	}

}
