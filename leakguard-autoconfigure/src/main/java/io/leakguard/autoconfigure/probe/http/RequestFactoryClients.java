package io.leakguard.autoconfigure.probe.http;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.hc.client5.http.classic.HttpClient;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;

/**
 * Finds the clients of Apache behind Spring's {@code RestTemplate} and
 * {@code RestClient}.
 */
final class RequestFactoryClients implements HttpClientPoolsProbe.Clients {

	private final RequestFactories factories;

	RequestFactoryClients(BeanFactory beanFactory) {
		this.factories = new RequestFactories(beanFactory);
	}

	@Override
	public Map<String, HttpClient> find() {
		Map<String, HttpClient> found = new LinkedHashMap<>();
		this.factories.find().forEach((name, factory) -> {
			if (factory instanceof HttpComponentsClientHttpRequestFactory components) {
				found.put(name, components.getHttpClient());
			}
		});
		return found;
	}

}
