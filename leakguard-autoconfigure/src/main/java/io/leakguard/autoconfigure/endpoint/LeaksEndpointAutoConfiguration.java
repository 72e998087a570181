package io.leakguard.autoconfigure.endpoint;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.autoconfigure.LeakGuardProperties;
import io.leakguard.autoconfigure.evidence.EvidenceProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the {@link LeaksEndpoint}.
 */
@AutoConfiguration(after = LeakGuardAutoConfiguration.class)
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(name = LeakGuardAutoConfiguration.LIFECYCLE)
@ConditionalOnAvailableEndpoint(LeaksEndpoint.class)
public final class LeaksEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static LeaksEndpoint leaksEndpoint(LeakGuard leakGuard, LeakGuardProperties properties,
			ObjectProvider<EvidenceProperties> evidence) {
		return new LeaksEndpoint(leakGuard, properties.endpoint().scanTimeout(), access(evidence.getIfAvailable()));
	}

	private static EvidenceAccess access(@Nullable EvidenceProperties evidence) {
		return (evidence != null) ? new EvidenceAccess(evidence.getAccess(), evidence.getRoles()) : EvidenceAccess.NONE;
	}

	@Bean
	@ConditionalOnAvailableEndpoint(endpoint = LeaksEndpoint.class, exposure = EndpointExposure.JMX)
	static LeaksEndpointJmxExtension leaksEndpointJmxExtension(LeaksEndpoint endpoint) {
		return new LeaksEndpointJmxExtension(endpoint);
	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnAvailableEndpoint(endpoint = LeaksEndpoint.class, exposure = EndpointExposure.WEB)
	static class ServletConfiguration {

		@Bean
		static LeaksEndpointWebExtension leaksEndpointWebExtension(LeaksEndpoint endpoint,
				ObjectProvider<WebEndpointProperties> properties, Environment environment) {
			return new LeaksEndpointWebExtension(endpoint, new RequestedEndpointBase(
					new ConfiguredEndpointBase(properties.getIfAvailable(WebEndpointProperties::new), environment)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnAvailableEndpoint(endpoint = LeaksEndpoint.class, exposure = EndpointExposure.WEB)
	static class ReactiveConfiguration {

		@Bean
		static LeaksEndpointWebExtension leaksEndpointWebExtension(LeaksEndpoint endpoint,
				ObjectProvider<WebEndpointProperties> properties, Environment environment) {
			return new LeaksEndpointWebExtension(endpoint,
					new ConfiguredEndpointBase(properties.getIfAvailable(WebEndpointProperties::new), environment));
		}

	}

}
