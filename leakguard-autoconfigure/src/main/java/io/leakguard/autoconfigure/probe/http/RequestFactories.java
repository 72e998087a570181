package io.leakguard.autoconfigure.probe.http;

import java.util.LinkedHashMap;
import java.util.Map;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Finds the request factories of Spring's {@code RestTemplate} and {@code RestClient},
 * without what is wrapped around them.
 */
final class RequestFactories {

	private static final int MAX_WRAPPERS = 5;

	private final HeldObjects<RestTemplate> templates;

	private final HeldObjects<RestClient> clients;

	RequestFactories(BeanFactory beanFactory) {
		this.templates = new HeldObjects<>(beanFactory, RestTemplate.class);
		this.clients = new HeldObjects<>(beanFactory, RestClient.class);
	}

	/**
	 * Find the factories.
	 * @return the factories by the name of what uses them
	 */
	Map<String, Object> find() {
		Map<String, Object> found = new LinkedHashMap<>();
		this.templates.find().forEach((name, template) -> add(found, name, factoryOf(template, "requestFactory")));
		this.clients.find().forEach((name, client) -> add(found, name, factoryOf(client, "clientRequestFactory")));
		return found;
	}

	/** The field, because the method would make what intercepts. */
	private static @Nullable Object factoryOf(Object owner, String name) {
		if (!owner.getClass().getName().startsWith("org.springframework.web.client.")) {
			return null;
		}
		PrivateField field = PrivateField.find(owner.getClass(), name);
		return (field != null) ? field.get(owner) : null;
	}

	private static void add(Map<String, Object> found, String name, @Nullable Object factory) {
		Object current = factory;
		for (int i = 0; i < MAX_WRAPPERS && current instanceof AbstractClientHttpRequestFactoryWrapper wrapper; i++) {
			current = factoryIn(wrapper);
		}
		if (current != null) {
			found.put(name, current);
		}
	}

	private static @Nullable Object factoryIn(AbstractClientHttpRequestFactoryWrapper wrapper) {
		PrivateField field = PrivateField.find(AbstractClientHttpRequestFactoryWrapper.class, "requestFactory");
		return (field != null) ? field.get(wrapper) : null;
	}

}
