package io.leakguard.autoconfigure.probe.web;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Auto-configuration of what is seen of Spring MVC.
 */
@AutoConfiguration(after = LeakGuardAutoConfiguration.class)
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(WebMvcConfigurer.class)
public final class WebMvcProbesAutoConfiguration {

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

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnProbe("async-requests")
	static AsyncRequests leakGuardAsyncRequests(ObjectProvider<LeakGuard> leakGuard, Environment environment) {
		return new AsyncRequests(leakGuard, new EndedRequests(environment));
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnProbe("emitters")
	static EmitterHandlerBeanPostProcessor leakGuardEmitterHandlerBeanPostProcessor(ObjectProvider<LeakGuard> leakGuard,
			Environment environment) {
		return new EmitterHandlerBeanPostProcessor(leakGuard, new EndedRequests(environment));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.web.socket.handler.WebSocketHandlerDecorator")
	@ConditionalOnProbe("web-sockets")
	static class WebSockets {

		// wraps what there is when all singletons are
		@Bean
		@Lazy(false)
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WebSocketSessions leakGuardWebSocketSessions(BeanFactory beanFactory,
				ObjectProvider<LeakGuard> leakGuard) {
			return new WebSocketSessions(beanFactory, leakGuard);
		}

	}

}
