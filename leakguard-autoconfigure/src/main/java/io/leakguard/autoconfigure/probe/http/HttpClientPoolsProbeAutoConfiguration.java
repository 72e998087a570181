package io.leakguard.autoconfigure.probe.http;

import java.util.Map;

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
 * Auto-configuration of the probe of connection pools of the Apache HTTP client.
 */
@AutoConfiguration
@ConditionalOnClass(name = "org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager")
@ConditionalOnProbe("http-client-pools")
public final class HttpClientPoolsProbeAutoConfiguration {

	@Bean
	Probe leakGuardHttpClientPoolsProbe(BeanFactory beanFactory, ObjectProvider<HttpClientPoolsProbe.Clients> further) {
		return new HttpClientPoolsProbe(beanFactory, further.getIfAvailable(() -> Map::of));
	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnClass(name = "org.springframework.http.client.HttpComponentsClientHttpRequestFactory")
	static class ComponentsRequestFactories {

		@Bean
		HttpClientPoolsProbe.Clients leakGuardRequestFactoryClients(BeanFactory beanFactory) {
			return new RequestFactoryClients(beanFactory);
		}

	}

}
