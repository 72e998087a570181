package io.leakguard.autoconfigure.probe.security;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.security.core.session.SessionRegistryImpl;

/**
 * Auto-configuration of the probe of Spring Security's session registry.
 */
@AutoConfiguration
@ConditionalOnClass(SessionRegistryImpl.class)
@ConditionalOnProbe("security-sessions")
public final class SecurityProbesAutoConfiguration {

	/** The default of servlet containers and of Spring Boot. */
	private static final String DEFAULT_TIMEOUT = "30m";

	@Bean
	Probe leakGuardSessionRegistryProbe(BeanFactory beanFactory, Environment environment,
			ObjectProvider<SessionRegistryProbe.Timeout> timeout) {
		return new SessionRegistryProbe(beanFactory, timeout.getIfAvailable(() -> configured(environment)));
	}

	private static SessionRegistryProbe.Timeout configured(Environment environment) {
		Duration timeout = DurationStyle.detectAndParse(
				environment.getProperty("server.servlet.session.timeout", DEFAULT_TIMEOUT), ChronoUnit.SECONDS);
		return () -> timeout;
	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class Servlets {

		@Bean
		SessionRegistryProbe.Timeout leakGuardServletSessionTimeout(ApplicationContext context) {
			return new ServletSessionTimeout(context);
		}

	}

}
