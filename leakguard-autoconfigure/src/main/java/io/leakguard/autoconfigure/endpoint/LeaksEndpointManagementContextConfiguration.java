package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.web.server.WebFilter;

/**
 * Configuration of the context that serves the {@link LeaksEndpoint}.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnAvailableEndpoint(endpoint = LeaksEndpoint.class, exposure = EndpointExposure.WEB)
class LeaksEndpointManagementContextConfiguration {

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class })
	static class ServletConfiguration {

		@Bean
		static FilterRegistrationBean<LeaksServletFilter> leaksServletFilter(
				ObjectProvider<WebEndpointProperties> properties, Environment environment) {
			String path = new ConfiguredEndpointBase(properties.getIfAvailable(WebEndpointProperties::new), environment)
				.servletPath();
			FilterRegistrationBean<LeaksServletFilter> registration = new FilterRegistrationBean<>(
					new LeaksServletFilter(path));
			registration.addUrlPatterns(path + "/*");
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(WebFilter.class)
	static class ReactiveConfiguration {

		@Bean
		static LeaksWebFilter leaksWebFilter(ObjectProvider<WebEndpointProperties> properties,
				Environment environment) {
			return new LeaksWebFilter(
					new ConfiguredEndpointBase(properties.getIfAvailable(WebEndpointProperties::new), environment)
						.endpointPath());
		}

	}

}
