package io.leakguard.autoconfigure.probe.micrometer;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.population.Census;
import io.leakguard.population.Probe;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepTimer;

import org.springframework.beans.factory.BeanFactory;

/**
 * Tells how much work the application does, so that what grows with the traffic of a
 * morning is not taken for a leak: the HTTP requests that were served, as far as they are
 * timed. Looks for the timers in every scan, although that visits every meter (some tens
 * of nanoseconds each): requests of a timer that is found late would seem to have come
 * all at once, and what grew meanwhile would be taken for their work.
 * <p>
 * Only a running total tells of work. Registries that publish in steps count those of the
 * last step, and a composite counts as the first of its registries does: of the first
 * kind nothing is told, of the second each registry is asked. No load is better than a
 * wrong one.
 */
final class RequestsProbe implements Probe {

	private static final String REQUESTS = "http.server.requests";

	private final ExistingBeans<MeterRegistry> registries;

	private final Map<MeterRegistry, Long> totals = new WeakHashMap<>();

	RequestsProbe(BeanFactory beanFactory) {
		this.registries = new ExistingBeans<>(beanFactory, MeterRegistry.class);
	}

	@Override
	public String name() {
		return REQUESTS;
	}

	@Override
	public void count(Census census) {
		Map<MeterRegistry, List<Timer>> timers = new IdentityHashMap<>();
		this.registries.find().values().forEach((registry) -> find(registry, timers));
		long load = 0;
		for (Map.Entry<MeterRegistry, List<Timer>> entry : timers.entrySet()) {
			// each request is in every registry
			load = Math.max(load, total(entry.getKey(), entry.getValue()));
		}
		census.load(load);
	}

	private static void find(MeterRegistry registry, Map<MeterRegistry, List<Timer>> found) {
		if (registry instanceof CompositeMeterRegistry composite) {
			composite.getRegistries().forEach((each) -> find(each, found));
		}
		else if (!(registry instanceof StepMeterRegistry)) {
			found.computeIfAbsent(registry,
					(added) -> added.find(REQUESTS).timers().stream().filter(RequestsProbe::isCumulative).toList());
		}
	}

	/** Registries of other makes have timers that count in steps by that name, too. */
	private static boolean isCumulative(Timer timer) {
		return !(timer instanceof StepTimer) && !timer.getClass().getSimpleName().contains("Step");
	}

	/** What has fallen once is no running total, whatever it is. */
	private long total(MeterRegistry registry, List<Timer> timers) {
		long total = timers.stream().mapToLong(Timer::count).sum();
		long before = this.totals.getOrDefault(registry, 0L);
		this.totals.put(registry, (total < before) ? Long.MAX_VALUE : total);
		return (total < before) ? 0 : total;
	}

}
