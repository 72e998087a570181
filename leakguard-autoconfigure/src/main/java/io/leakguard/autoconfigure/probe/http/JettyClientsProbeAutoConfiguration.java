package io.leakguard.autoconfigure.probe.http;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the probe of connection pools of the Jetty client.
 */
@AutoConfiguration
@ConditionalOnClass(name = "org.eclipse.jetty.client.transport.HttpDestination")
@ConditionalOnProbe("http-client-pools")
public final class JettyClientsProbeAutoConfiguration {

	@Bean
	Probe leakGuardJettyClientsProbe(BeanFactory beanFactory, ObjectProvider<RequestFactories> factories) {
		return new JettyClientsProbe(beanFactory, factories.getIfAvailable());
	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnClass(name = "org.springframework.http.client.JettyClientHttpRequestFactory")
	static class JettyRequestFactories {

		@Bean
		RequestFactories leakGuardJettyRequestFactories(BeanFactory beanFactory) {
			return new RequestFactories(beanFactory);
		}

	}

}
