package io.leakguard.bench.cases;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * H07: tasks at a fixed rate.
 */
public class H07FixedRateTasks extends HealthyCase {

	private final AtomicLong polls = new AtomicLong();

	/** The healthy behaviour. */
	public H07FixedRateTasks() {
		super("H07");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		ThreadPoolTaskScheduler scheduler = context.getBean("pollScheduler", ThreadPoolTaskScheduler.class);
		for (int i = 0; i < 5; i++) {
			scheduler.scheduleAtFixedRate(() -> this.polls.addAndGet(new byte[100_000].length), Duration.ofMillis(20));
		}
	}

	@Override
	public void step(long index) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		ThreadPoolTaskScheduler pollScheduler() {
			return new ThreadPoolTaskScheduler();
		}

	}

}
