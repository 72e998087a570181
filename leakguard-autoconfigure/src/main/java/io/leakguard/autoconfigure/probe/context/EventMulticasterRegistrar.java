package io.leakguard.autoconfigure.probe.context;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Registers the multicaster that knows the sites, unless the context has one of its own.
 * After all that registers definitions, because one of another auto-configuration, such
 * as Spring Modulith's, or of a registry post-processor has no condition and may not be
 * overridden; and without an order, hence after post-processors that have one. A context
 * that is processed ahead of time has the definition among the generated ones.
 */
final class EventMulticasterRegistrar implements BeanFactoryPostProcessor {

	private static final String NAME = AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// the same question that the context asks: an initializer may have registered
		// an object without a definition, which a definition would destroy
		if (!beanFactory.containsLocalBean(NAME) && beanFactory instanceof BeanDefinitionRegistry registry) {
			RootBeanDefinition definition = new RootBeanDefinition(SitedEventMulticaster.class);
			definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
			registry.registerBeanDefinition(NAME, definition);
		}
	}

}
