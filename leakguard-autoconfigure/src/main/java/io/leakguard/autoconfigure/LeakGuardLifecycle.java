package io.leakguard.autoconfigure;

import java.util.List;

import io.leakguard.LeakGuard;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.population.Probe;
import io.leakguard.scan.ReportListener;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * Starts and stops LeakGuard with its context, last and first of all. Probes and
 * listeners are looked up when every singleton exists, so that none of them is created
 * early, and only in this context, so that a parent's probe is not read twice.
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
		beans(Probe.class).forEach(this.leakGuard.engine()::addProbe);
		beans(ReportListener.class).forEach(this.leakGuard.engine()::addListener);
	}

	private <T> List<T> beans(Class<T> type) {
		return this.context.getBeanFactory()
			.getBeansOfType(type, false, false)
			.values()
			.stream()
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
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
