package io.leakguard.autoconfigure.probe.context;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;

/**
 * Counts what a bean factory keeps and should not gain at run time: destruction
 * callbacks, dependency edges, singletons and definitions that are registered while it
 * runs. Grouped by the pattern of the bean's name, with digits and hashes dropped; the
 * whole is not judged, because lazy beans come late in good health.
 */
final class BeanMapsProbe implements Probe {

	/** Beans of a configuration come in pairs at most that differ in a number only. */
	private static final int WORTH_A_GROUP = 4;

	private static final Pattern VARYING = Pattern.compile("[0-9a-fA-F-]*[0-9][0-9a-fA-F-]*");

	private static final String[][] MAPS = { { "spring.disposableBeans", "disposableBeans" },
			{ "spring.dependentBeans", "dependenciesForBeanMap" }, { "spring.containedBeans", "containedBeanMap" } };

	private final BeanFactory beanFactory;

	private final BeanMap[] maps = new BeanMap[MAPS.length];

	private final Names singletons = new Names("spring.singletons", Unit.OBJECTS, null);

	private final Names definitions = new Names("spring.beanDefinitions", Unit.OBJECTS, null);

	BeanMapsProbe(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		for (int i = 0; i < MAPS.length; i++) {
			this.maps[i] = new BeanMap(MAPS[i][0], MAPS[i][1]);
		}
	}

	@Override
	public String name() {
		return "spring.beans";
	}

	@Override
	public void count(Census census) {
		if (!(this.beanFactory instanceof DefaultListableBeanFactory factory)) {
			throw new UnavailableException("the bean factory is no DefaultListableBeanFactory");
		}
		this.singletons.count(census, factory.getSingletonCount(), factory::getSingletonNames);
		this.definitions.count(census, factory.getBeanDefinitionCount(), factory::getBeanDefinitionNames);
		for (BeanMap map : this.maps) {
			map.count(census, factory);
		}
	}

	private static Culprit pattern(String beanName) {
		return Culprit.ofType("bean " + VARYING.matcher(beanName).replaceAll("*"));
	}

	/** Names of beans, which are read again only when their number has changed. */
	private static final class Names {

		private final String population;

		private final Unit unit;

		private final @Nullable String holder;

		private final Roll<String> roll = new Roll<>(BeanMapsProbe::pattern, WORTH_A_GROUP);

		private int size = -1;

		Names(String population, Unit unit, @Nullable String holder) {
			this.population = population;
			this.unit = unit;
			this.holder = holder;
		}

		void count(Census census, int now, Supplier<String[]> names) {
			Population.Builder population = census.population(this.population, Kind.REGISTRY_GROWS, this.unit)
				.count(now)
				.judgedByGroups()
				.holder(this.holder);
			if (now == this.size) {
				population.groups(this.roll.last());
			}
			else if (this.roll.isDue(now)) {
				population.groups(this.roll.take(Arrays.asList(names.get())));
				this.size = now;
			}
			else {
				population.groups(this.roll.last()).stale();
			}
		}

	}

	/** A map of the factory, whose keys are names of beans. */
	private static final class BeanMap {

		private final Names names;

		private final String fieldName;

		private @Nullable PrivateField field;

		BeanMap(String population, String fieldName) {
			this.names = new Names(population, Unit.ENTRIES, "DefaultSingletonBeanRegistry." + fieldName);
			this.fieldName = fieldName;
		}

		void count(Census census, DefaultListableBeanFactory beanFactory) {
			if (this.field == null) {
				this.field = PrivateField.of(DefaultSingletonBeanRegistry.class, this.fieldName);
			}
			if (this.field.get(beanFactory) instanceof Map<?, ?> map) {
				this.names.count(census, map.size(), () -> namesOf(map));
			}
		}

		private static String[] namesOf(Map<?, ?> map) {
			synchronized (map) {
				return map.keySet().toArray(String[]::new);
			}
		}

	}

}
