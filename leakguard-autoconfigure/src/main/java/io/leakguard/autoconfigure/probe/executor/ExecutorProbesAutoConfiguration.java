package io.leakguard.autoconfigure.probe.executor;

import java.time.Duration;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.tracking.TrackingSettings;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the probes of executors that are beans.
 */
@AutoConfiguration
@ConditionalOnProbe("executors")
public final class ExecutorProbesAutoConfiguration {

	@Bean
	ExecutorsProbe leakGuardExecutorsProbe(BeanFactory beanFactory, Environment environment) {
		return new ExecutorsProbe(beanFactory, environment.getProperty("leakguard.tracking.task-stuck-after",
				Duration.class, TrackingSettings.DEFAULTS.taskStuckAfter()));
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ExecutorOwners leakGuardExecutorOwners() {
		return new ExecutorOwners();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ExecutorBeanPostProcessor leakGuardExecutorBeanPostProcessor(BeanFactory beanFactory,
			ObjectProvider<ExecutorOwners> owners) {
		return new ExecutorBeanPostProcessor(beanFactory, owners);
	}

}
