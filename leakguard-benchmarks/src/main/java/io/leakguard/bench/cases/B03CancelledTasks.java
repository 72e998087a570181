package io.leakguard.bench.cases;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * B03: a scheduler that keeps cancelled tasks until their time comes.
 */
public class B03CancelledTasks extends TwinCase {

	private @Nullable ScheduledThreadPoolExecutor timeouts;

	/** The leak. */
	public B03CancelledTasks() {
		this(false);
	}

	B03CancelledTasks(boolean mended) {
		super("B03", mended, Set.of("CANCELLED_TASKS_RETAINED"), "timeouts");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public Map<String, Object> properties() {
		return Map.of("acme.mended", isMended());
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.timeouts = context.getBean("timeouts", ScheduledThreadPoolExecutor.class);
	}

	@Override
	public void step(long index) {
		byte[] request = new byte[1024];
		Future<?> timeout = Objects.requireNonNull(this.timeouts).schedule(() -> request[0]++, 1, TimeUnit.HOURS);
		timeout.cancel(false);
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		ScheduledThreadPoolExecutor timeouts(org.springframework.core.env.Environment environment) {
			ScheduledThreadPoolExecutor timeouts = new ScheduledThreadPoolExecutor(1);
			timeouts.setRemoveOnCancelPolicy(environment.getRequiredProperty("acme.mended", Boolean.class));
			return timeouts;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends B03CancelledTasks {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
