package io.leakguard.autoconfigure.probe.context;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probes of the Spring context itself.
 */
@AutoConfiguration
public final class ContextProbesAutoConfiguration {

	@Bean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
	@ConditionalOnMissingBean(name = AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
			search = SearchStrategy.CURRENT)
	@ConditionalOnProbe("listeners")
	static SitedEventMulticaster applicationEventMulticaster(BeanFactory beanFactory) {
		SitedEventMulticaster multicaster = new SitedEventMulticaster();
		multicaster.setBeanFactory(beanFactory);
		return multicaster;
	}

	@Bean
	@ConditionalOnProbe("listeners")
	ApplicationListenersProbe leakGuardApplicationListenersProbe(ApplicationContext context) {
		return new ApplicationListenersProbe(context);
	}

	@Bean
	@ConditionalOnProbe("scheduled-tasks")
	ScheduledTasksProbe leakGuardScheduledTasksProbe(BeanFactory beanFactory) {
		return new ScheduledTasksProbe(beanFactory);
	}

	@Bean
	@ConditionalOnProbe("beans")
	BeanMapsProbe leakGuardBeanMapsProbe(BeanFactory beanFactory) {
		return new BeanMapsProbe(beanFactory);
	}

	@Bean
	@ConditionalOnProbe("shutdown-handlers")
	ShutdownHandlersProbe leakGuardShutdownHandlersProbe() {
		return new ShutdownHandlersProbe();
	}

	@Bean
	@ConditionalOnProbe("property-sources")
	PropertySourcesProbe leakGuardPropertySourcesProbe(Environment environment) {
		return new PropertySourcesProbe(environment);
	}

}
