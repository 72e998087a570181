package io.leakguard.autoconfigure.probe.web;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.web.method.HandlerMethod;

/**
 * Counts request mappings by handler method: mappings that are registered at run time and
 * never unregistered. The mappings are copied under the lock of their registry, so that
 * they are asked for in every few scans only.
 */
final class RequestMappingsProbe implements Probe {

	static final String POPULATION = "web.requestMappings";

	/** Copying a registry of a few hundred mappings takes a tenth of a millisecond. */
	private static final int SCANS_BETWEEN_LOOKS = 4;

	private final Supplier<Collection<? extends Map<?, HandlerMethod>>> mappings;

	private final Roll<HandlerMethod> roll = new Roll<>(RequestMappingsProbe::culprit);

	private long size;

	private int scans = SCANS_BETWEEN_LOOKS;

	RequestMappingsProbe(Supplier<Collection<? extends Map<?, HandlerMethod>>> mappings) {
		this.mappings = mappings;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		Population.Builder population = census.population(POPULATION, Kind.REGISTRY_GROWS, Unit.ENTRIES)
			.holder("RequestMappingHandlerMapping.mappingRegistry");
		if (++this.scans < SCANS_BETWEEN_LOOKS || !this.roll.isDue(this.size)) {
			population.count(this.size).groups(this.roll.last()).stale();
			return;
		}
		this.scans = 0;
		Collection<HandlerMethod> methods = this.mappings.get()
			.stream()
			.<HandlerMethod>flatMap((registry) -> registry.values().stream())
			.toList();
		this.size = methods.size();
		population.count(this.size).groups(this.roll.take(methods));
	}

	private static Culprit culprit(HandlerMethod method) {
		return Culprit.ofType(Culprit.nameOf(method.getBeanType()) + "." + method.getMethod().getName());
	}

}
