package io.leakguard.autoconfigure.probe.http;

import java.util.Map;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the probes of HTTP client pools and HTTP sessions.
 */
@AutoConfiguration
@ConditionalOnLeakGuard
public final class HttpProbesAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager")
	@ConditionalOnProbe("http-client-pools")
	static class Clients {

		@Bean
		HttpClientPoolsProbe leakGuardHttpClientPoolsProbe(BeanFactory beanFactory,
				ObjectProvider<HttpClientPoolsProbe.Clients> further) {
			return new HttpClientPoolsProbe(beanFactory, further.getIfAvailable(() -> Map::of));
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(name = "org.springframework.http.client.HttpComponentsClientHttpRequestFactory")
		static class ComponentsRequestFactories {

			@Bean
			HttpClientPoolsProbe.Clients leakGuardRequestFactoryClients(BeanFactory beanFactory) {
				return new RequestFactoryClients(beanFactory);
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.eclipse.jetty.client.transport.HttpDestination")
	@ConditionalOnProbe("http-client-pools")
	static class JettyClients {

		@Bean
		JettyClientsProbe leakGuardJettyClientsProbe(BeanFactory beanFactory,
				ObjectProvider<RequestFactories> factories) {
			return new JettyClientsProbe(beanFactory, factories.getIfAvailable());
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(name = "org.springframework.http.client.JettyClientHttpRequestFactory")
		static class JettyRequestFactories {

			@Bean
			RequestFactories leakGuardJettyRequestFactories(BeanFactory beanFactory) {
				return new RequestFactories(beanFactory);
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(name = { "org.apache.catalina.Manager", "org.springframework.boot.tomcat.TomcatWebServer" })
	@ConditionalOnProbe("http-sessions")
	static class Sessions {

		@Bean
		HttpSessionsProbe leakGuardHttpSessionsProbe(ApplicationContext context) {
			return new HttpSessionsProbe(context);
		}

	}

}
