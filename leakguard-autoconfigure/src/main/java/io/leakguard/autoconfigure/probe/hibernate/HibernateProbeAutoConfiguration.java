package io.leakguard.autoconfigure.probe.hibernate;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;
import org.hibernate.SessionFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;

/**
 * Auto-configuration of the probe of Hibernate's statistics.
 */
@AutoConfiguration
@ConditionalOnClass({ SessionFactory.class, EntityManagerFactoryInfo.class })
@ConditionalOnProbe("hibernate")
public final class HibernateProbeAutoConfiguration {

	@Bean
	Probe leakGuardHibernateStatisticsProbe(BeanFactory beanFactory) {
		return new HibernateStatisticsProbe(beanFactory);
	}

}
