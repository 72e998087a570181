package io.leakguard.bench.cases;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * A02: a scheduled method on a prototype; every instance adds a task.
 */
public class A02ScheduledPrototype extends TwinCase {

	private @Nullable ConfigurableApplicationContext context;

	/** The leak. */
	public A02ScheduledPrototype() {
		this(false);
	}

	A02ScheduledPrototype(boolean mended) {
		super("A02", mended, Set.of("SCHEDULED_TASK_NOT_CANCELLED"), "Job");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.context = context;
	}

	@Override
	public void step(long index) {
		ConfigurableApplicationContext context = Objects.requireNonNull(this.context);
		Job job = context.getBean(Job.class);
		if (isMended()) {
			context.getBeanFactory().destroyBean("job", job);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Config {

		/** A task that is cancelled leaves the queue: a destroyed job is gone. */
		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setRemoveOnCancelPolicy(true);
			return scheduler;
		}

		@Bean
		@Scope("prototype")
		Job job() {
			return new Job();
		}

	}

	static class Job {

		final byte[] state = new byte[1024];

		@Scheduled(fixedDelay = 3_600_000, initialDelay = 3_600_000)
		void tick() {
			this.state[0]++;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends A02ScheduledPrototype {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
