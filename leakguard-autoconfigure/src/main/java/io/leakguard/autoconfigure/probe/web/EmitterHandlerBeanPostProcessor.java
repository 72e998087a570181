package io.leakguard.autoconfigure.probe.web;

import io.leakguard.LeakGuard;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;

/**
 * Puts {@link EmitterHandler} before the handler of emitters. Handlers that are added by
 * a configurer come after the built-in ones and would never be asked. The adapter itself
 * stays what it is.
 */
final class EmitterHandlerBeanPostProcessor implements BeanPostProcessor, Ordered {

	private final ObjectProvider<LeakGuard> leakGuard;

	private final EndedRequests ended;

	EmitterHandlerBeanPostProcessor(ObjectProvider<LeakGuard> leakGuard, EndedRequests ended) {
		this.leakGuard = leakGuard;
		this.ended = ended;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		HandlerInFront.put(bean, ResponseBodyEmitterReturnValueHandler.class::isInstance,
				(handler) -> new EmitterHandler(handler, this.leakGuard, this.ended));
		return bean;
	}

	/** Before {@link AsyncRequests}, which knows what is put here. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 1;
	}

}
