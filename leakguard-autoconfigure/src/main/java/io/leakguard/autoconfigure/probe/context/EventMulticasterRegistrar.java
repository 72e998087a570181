package io.leakguard.autoconfigure.probe.context;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Registers the multicaster that knows the sites, unless the context has one of its own.
 * After all configuration classes, because one of another auto-configuration, such as
 * Spring Modulith's, has no condition and may not be overridden.
 */
final class EventMulticasterRegistrar implements BeanDefinitionRegistryPostProcessor {

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (!registry.containsBeanDefinition(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)) {
			RootBeanDefinition definition = new RootBeanDefinition(SitedEventMulticaster.class);
			definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
			registry.registerBeanDefinition(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
					definition);
		}
	}

}
