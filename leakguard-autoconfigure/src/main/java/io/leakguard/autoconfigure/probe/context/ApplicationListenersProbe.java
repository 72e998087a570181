package io.leakguard.autoconfigure.probe.context;

import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;

import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.autoconfigure.probe.Wrapped;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.AbstractApplicationEventMulticaster;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Counts the application listeners that are no bean definitions, by class. What counts is
 * the multicaster: a destroyed listener stays in the context's own set, which is the
 * framework's affair and no leak of the application.
 */
final class ApplicationListenersProbe implements Probe {

	static final String POPULATION = "spring.applicationListeners";

	private static final int ATTEMPTS = 5;

	private final ApplicationContext context;

	private final Roll<ApplicationListener<?>> roll = new Roll<>(Wrapped::culprit);

	private @Nullable Registry registry;

	ApplicationListenersProbe(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		if (!(this.context instanceof AbstractApplicationContext known)) {
			throw new UnavailableException("the context is no AbstractApplicationContext");
		}
		if (!known.isActive()) {
			return;
		}
		Population.Builder population = census.population(POPULATION, Kind.LISTENER_NOT_REMOVED, Unit.OBJECTS)
			.holder("AbstractApplicationContext.applicationListeners");
		Collection<ApplicationListener<?>> listeners = listeners(known);
		population.count(listeners.size());
		List<Group> groups = this.roll.last();
		if (this.roll.isDue(listeners.size())) {
			groups = this.roll.take(listeners);
		}
		else {
			population.stale();
		}
		population.groups(sited(groups, known, census.attention().isOn(POPULATION)));
	}

	/** The key of a group stays the same when its site becomes known. */
	private static List<Group> sited(List<Group> groups, AbstractApplicationContext context, boolean suspected) {
		if (!(context.getBeanFactory()
			.getSingleton(
					AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME) instanceof SitedEventMulticaster multicaster)) {
			return groups;
		}
		multicaster.watch(suspected);
		return groups.stream()
			.map((group) -> new Group(group.key(), group.kind(),
					group.culprit().at(multicaster.siteOf(group.culprit().type())), group.count(), group.added(),
					group.ended(), group.holder(), group.signs()))
			.toList();
	}

	private Collection<ApplicationListener<?>> listeners(AbstractApplicationContext context) {
		if (this.registry == null) {
			this.registry = Registry.of(context);
		}
		return this.registry.listeners();
	}

	/** Where listeners are kept. */
	private interface Registry {

		Collection<ApplicationListener<?>> listeners();

		static Registry of(AbstractApplicationContext context) {
			Object multicaster = context.getBeanFactory()
				.getSingleton(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME);
			if (multicaster instanceof AbstractApplicationEventMulticaster known) {
				Registry registry = ofMulticaster(known);
				if (registry != null) {
					return registry;
				}
			}
			return () -> copyOf(context.getApplicationListeners());
		}

		@SuppressWarnings("unchecked")
		private static @Nullable Registry ofMulticaster(ApplicationEventMulticaster multicaster) {
			PrivateField retrieverField = PrivateField.find(multicaster.getClass(), "defaultRetriever");
			Object retriever = (retrieverField != null) ? retrieverField.get(multicaster) : null;
			PrivateField setField = (retriever != null)
					? PrivateField.find(retriever.getClass(), "applicationListeners") : null;
			if (retriever == null || setField == null
					|| !(setField.get(retriever) instanceof Collection<?> listeners)) {
				return null;
			}
			return () -> {
				synchronized (retriever) {
					return new ArrayList<>((Collection<ApplicationListener<?>>) listeners);
				}
			};
		}

		/** The set is neither copied nor synchronized by the context. */
		private static List<ApplicationListener<?>> copyOf(Collection<ApplicationListener<?>> live) {
			for (int attempt = 1;; attempt++) {
				try {
					return new ArrayList<>(live);
				}
				catch (ConcurrentModificationException ex) {
					if (attempt == ATTEMPTS) {
						throw ex;
					}
				}
			}
		}

	}

}
