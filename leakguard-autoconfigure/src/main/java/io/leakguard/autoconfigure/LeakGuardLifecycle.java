package io.leakguard.autoconfigure;

import io.leakguard.LeakGuard;
import io.leakguard.process.FlightRecorderUse;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops LeakGuard with its context, last and first of all. Probes and
 * listeners are looked up by the first scan, and only in this context, so that a parent's
 * probe is not read twice.
 */
final class LeakGuardLifecycle
		implements SmartLifecycle, SmartInitializingSingleton, ApplicationListener<ApplicationReadyEvent> {

	/**
	 * Is there only if a {@code SpringApplication} runs and will say that it is ready.
	 */
	private static final String SPRING_APPLICATION_MARK = "springApplicationArguments";

	private final LeakGuard leakGuard;

	private final FlightRecorderUse recorder;

	private final ConfigurableApplicationContext context;

	LeakGuardLifecycle(LeakGuard leakGuard, FlightRecorderUse recorder, ConfigurableApplicationContext context) {
		this.leakGuard = leakGuard;
		this.recorder = recorder;
		this.context = context;
	}

	@Override
	public void afterSingletonsInstantiated() {
		new ContextBeans(this.context.getBeanFactory()).addTo(this.leakGuard.engine());
	}

	@Override
	public void start() {
		this.leakGuard.start();
		if (!this.context.getBeanFactory().containsLocalBean(SPRING_APPLICATION_MARK)) {
			ready();
		}
	}

	@Override
	public void stop() {
		this.leakGuard.stop();
	}

	@Override
	public boolean isRunning() {
		return this.leakGuard.isRunning();
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context) {
			ready();
		}
	}

	private void ready() {
		this.recorder.prepare();
		this.leakGuard.ready();
	}

}
