package io.leakguard.autoconfigure.probe.micrometer;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.population.Census;
import io.leakguard.population.Probe;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.beans.factory.BeanFactory;

/**
 * Tells how much work the application does, so that what grows with the traffic of a
 * morning is not taken for a leak: the HTTP requests that were served, as far as they are
 * timed. Looks for the timers now and then, because that visits every meter.
 */
final class RequestsProbe implements Probe {

	private static final String REQUESTS = "http.server.requests";

	private static final int SCANS_BETWEEN_LOOK_UPS = 20;

	private final ExistingBeans<MeterRegistry> registries;

	private List<List<Timer>> timers = List.of();

	private int scans;

	RequestsProbe(BeanFactory beanFactory) {
		this.registries = new ExistingBeans<>(beanFactory, MeterRegistry.class);
	}

	@Override
	public String name() {
		return REQUESTS;
	}

	@Override
	public void count(Census census) {
		if (this.scans++ % SCANS_BETWEEN_LOOK_UPS == 0 || this.timers.stream().allMatch(List::isEmpty)) {
			List<List<Timer>> found = new ArrayList<>();
			this.registries.find()
				.values()
				.forEach((registry) -> found.add(List.copyOf(registry.find(REQUESTS).timers())));
			this.timers = found;
		}
		// each request is in every registry
		census.load(this.timers.stream().mapToLong(RequestsProbe::count).max().orElse(0));
	}

	private static long count(List<Timer> timers) {
		return timers.stream().mapToLong(Timer::count).sum();
	}

}
