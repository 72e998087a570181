package io.leakguard.autoconfigure.probe.context;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/**
 * Auto-configuration of the probes of the Spring context itself.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
public final class ContextProbesAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnProbe("listeners")
	static EventMulticasterRegistrar leakGuardEventMulticasterRegistrar() {
		return new EventMulticasterRegistrar();
	}

	@Bean
	@ConditionalOnProbe("listeners")
	Probe leakGuardApplicationListenersProbe(ApplicationContext context) {
		return new ApplicationListenersProbe(context);
	}

	@Bean
	@ConditionalOnProbe("scheduled-tasks")
	Probe leakGuardScheduledTasksProbe(BeanFactory beanFactory) {
		return new ScheduledTasksProbe(beanFactory);
	}

	@Bean
	@ConditionalOnProbe("beans")
	Probe leakGuardBeanMapsProbe(BeanFactory beanFactory) {
		return new BeanMapsProbe(beanFactory);
	}

	@Bean
	@ConditionalOnProbe("shutdown-handlers")
	Probe leakGuardShutdownHandlersProbe() {
		return new ShutdownHandlersProbe();
	}

	@Bean
	@ConditionalOnProbe("property-sources")
	Probe leakGuardPropertySourcesProbe(Environment environment) {
		return new PropertySourcesProbe(environment);
	}

}
