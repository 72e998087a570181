package io.leakguard.autoconfigure.probe.quartz;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuartzJobsProbe}.
 */
class QuartzJobsProbeTests {

	private static final String NAME = "quartz.jobs.scheduler";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Counts counts = Counts.of(new QuartzJobsProbe(this.beanFactory));

	private Scheduler scheduler;

	@BeforeEach
	void begin() throws SchedulerException {
		Properties properties = new Properties();
		properties.put("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
		properties.put("org.quartz.threadPool.threadCount", "1");
		this.scheduler = new StdSchedulerFactory(properties).getScheduler();
		this.beanFactory.registerSingleton("scheduler", this.scheduler);
	}

	@AfterEach
	void end() throws SchedulerException {
		this.scheduler.shutdown();
	}

	@Test
	void jobsThatAreNotDeletedAreCountedByTheirClass() throws SchedulerException {
		for (int i = 0; i < 30; i++) {
			schedule("reminder-" + i);
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).kind()).isEqualTo(Kind.SCHEDULED_TASK_NOT_CANCELLED);
		assertThat(this.counts.count(NAME, Reminder.class.getName())).isEqualTo(30);
		assertThat(this.counts.saysOldestNeverLeave(NAME, Reminder.class.getName())).isTrue();
	}

	@Test
	void jobsThatAreDeletedAreNot() throws SchedulerException {
		for (int i = 0; i < 30; i++) {
			JobKey key = schedule("reminder-" + i);
			assertThat(this.counts.scan().population(NAME).count()).isOne();
			this.scheduler.deleteJob(key);
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	private JobKey schedule(String name) throws SchedulerException {
		JobDetail job = JobBuilder.newJob(Reminder.class).withIdentity(name).build();
		this.scheduler.scheduleJob(job,
				TriggerBuilder.newTrigger()
					.withIdentity(name)
					.startAt(Date.from(Instant.now().plus(Duration.ofHours(1))))
					.build());
		return job.getKey();
	}

	public static class Reminder implements Job {

		@Override
		public void execute(JobExecutionContext context) {
		}

	}

}
