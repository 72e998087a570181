package io.leakguard.autoconfigure.probe.security;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.session.SessionRegistryImpl;

/**
 * Auto-configuration of the probe of Spring Security's session registry.
 */
@AutoConfiguration
@ConditionalOnClass(SessionRegistryImpl.class)
@ConditionalOnProbe("security-sessions")
public final class SecurityProbesAutoConfiguration {

	@Bean
	SessionRegistryProbe leakGuardSessionRegistryProbe(BeanFactory beanFactory) {
		return new SessionRegistryProbe(beanFactory);
	}

}
