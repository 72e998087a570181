package io.leakguard.autoconfigure.probe.context;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Counts the property sources of the environment, by the pattern of their name. One that
 * is added per tenant or request under a name of its own stays, and every look-up of a
 * property asks all of them.
 */
final class PropertySourcesProbe implements Probe {

	static final String POPULATION = "spring.propertySources";

	/** An environment has some sources of one pattern, such as its files. */
	private static final int WORTH_A_GROUP = 4;

	private static final Pattern VARYING = Pattern.compile("[0-9a-fA-F-]*[0-9][0-9a-fA-F-]*");

	private final Environment environment;

	private final Roll<PropertySource<?>> roll = new Roll<>(
			(source) -> Culprit.ofType("property source " + VARYING.matcher(source.getName()).replaceAll("*")),
			WORTH_A_GROUP);

	PropertySourcesProbe(Environment environment) {
		this.environment = environment;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		if (!(this.environment instanceof ConfigurableEnvironment configurable)) {
			throw new UnavailableException("the environment does not show its property sources");
		}
		List<PropertySource<?>> sources = new ArrayList<>();
		configurable.getPropertySources().forEach(sources::add);
		Population.Builder population = census.population(POPULATION, Kind.REGISTRY_GROWS, Unit.OBJECTS)
			.judgedByGroups()
			.holder("MutablePropertySources.propertySourceList");
		this.roll.count(population, sources);
	}

}
