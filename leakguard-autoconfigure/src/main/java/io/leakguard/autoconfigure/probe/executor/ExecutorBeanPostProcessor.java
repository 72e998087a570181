package io.leakguard.autoconfigure.probe.executor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;

/**
 * Tells {@link ExecutorOwners} of executors that the context makes. Every bean stays what
 * it is.
 */
final class ExecutorBeanPostProcessor implements BeanPostProcessor, Ordered {

	/** Spring Cloud's scope, whose beans are made anew when the configuration changes. */
	private static final String REFRESH_SCOPE = "refresh";

	private final BeanFactory beanFactory;

	private final ObjectProvider<ExecutorOwners> owners;

	ExecutorBeanPostProcessor(BeanFactory beanFactory, ObjectProvider<ExecutorOwners> owners) {
		this.beanFactory = beanFactory;
		this.owners = owners;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (Pools.isOwnable(bean)) {
			this.owners.ifAvailable((owners) -> owners.made(beanName, bean, isOneAtATime(beanName)));
		}
		return bean;
	}

	/**
	 * Inner beans have no definition of their own: there is one for each bean around
	 * them.
	 */
	private boolean isOneAtATime(String beanName) {
		if (!(this.beanFactory instanceof ConfigurableListableBeanFactory factory)
				|| !factory.containsBeanDefinition(beanName)) {
			return false;
		}
		BeanDefinition definition = factory.getMergedBeanDefinition(beanName);
		return definition.isSingleton() || REFRESH_SCOPE.equals(definition.getScope());
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
