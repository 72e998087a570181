package io.leakguard.autoconfigure.probe.hibernate;

import java.util.Map;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;

/**
 * Counts the sessions that Hibernate has opened and not closed, where the application has
 * its statistics switched on. They are not switched on.
 */
final class HibernateStatisticsProbe implements Probe {

	private final HeldObjects<EntityManagerFactory> factories;

	HibernateStatisticsProbe(BeanFactory beanFactory) {
		this.factories = new HeldObjects<>(beanFactory, EntityManagerFactory.class);
	}

	@Override
	public String name() {
		return "hibernate.sessions";
	}

	@Override
	public void count(Census census) {
		for (Map.Entry<String, EntityManagerFactory> entry : this.factories.find().entrySet()) {
			SessionFactory factory = sessionFactory(entry.getValue());
			Statistics statistics = (factory != null && factory.isOpen()) ? factory.getStatistics() : null;
			if (statistics != null && statistics.isStatisticsEnabled()) {
				count(census, entry.getKey(), statistics.getSessionOpenCount(), statistics.getSessionCloseCount());
			}
		}
	}

	private static void count(Census census, String name, long opened, long closed) {
		// two reads, and the statistics may have been cleared in between
		census.population("hibernate.sessions." + name, Kind.NOT_CLOSED, Unit.OBJECTS)
			.count(Math.max(0, opened - closed))
			.turnover(Math.max(opened, closed), closed)
			.culprit(Culprit.ofType("sessions of `" + name + "`"));
	}

	private static @Nullable SessionFactory sessionFactory(EntityManagerFactory factory) {
		Object known = (factory instanceof EntityManagerFactoryInfo info) ? info.getNativeEntityManagerFactory()
				: factory;
		return (known instanceof SessionFactory sessions && known.getClass().getName().startsWith("org.hibernate."))
				? sessions : null;
	}

}
