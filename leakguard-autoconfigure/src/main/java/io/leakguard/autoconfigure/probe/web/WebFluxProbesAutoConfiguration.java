package io.leakguard.autoconfigure.probe.web;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;

/**
 * Auto-configuration of what is seen of Spring WebFlux.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass(RequestMappingInfoHandlerMapping.class)
public final class WebFluxProbesAutoConfiguration {

	@Bean
	@ConditionalOnProbe("request-mappings")
	Probe leakGuardRequestMappingsProbe(BeanFactory beanFactory) {
		ExistingBeans<RequestMappingInfoHandlerMapping> mappings = new ExistingBeans<>(beanFactory,
				RequestMappingInfoHandlerMapping.class);
		return new RequestMappingsProbe(() -> mappings.find()
			.values()
			.stream()
			.map(RequestMappingInfoHandlerMapping::getHandlerMethods)
			.toList());
	}

}
