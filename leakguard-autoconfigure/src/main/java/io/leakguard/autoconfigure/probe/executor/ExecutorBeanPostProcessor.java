package io.leakguard.autoconfigure.probe.executor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Tells {@link ExecutorOwners} of executors that the context makes. Every bean stays what
 * it is.
 */
final class ExecutorBeanPostProcessor implements BeanPostProcessor, Ordered {

	private final ObjectProvider<ExecutorOwners> owners;

	ExecutorBeanPostProcessor(ObjectProvider<ExecutorOwners> owners) {
		this.owners = owners;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (Pools.isOwnable(bean)) {
			this.owners.ifAvailable((owners) -> owners.made(beanName, bean));
		}
		return bean;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
