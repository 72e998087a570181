package io.leakguard.autoconfigure.probe.redis;

import java.util.LinkedHashMap;
import java.util.Map;

import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.autoconfigure.probe.redis.LettuceConnectionsProbe.Client;
import io.lettuce.core.AbstractRedisClient;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * Finds the clients of Spring Data's connection factories.
 */
final class ConnectionFactoryClients implements LettuceConnectionsProbe.Clients {

	private final ExistingBeans<LettuceConnectionFactory> factories;

	ConnectionFactoryClients(BeanFactory beanFactory) {
		this.factories = new ExistingBeans<>(beanFactory, LettuceConnectionFactory.class);
	}

	@Override
	public Map<String, Client> find() {
		Map<String, Client> found = new LinkedHashMap<>();
		this.factories.find().forEach((name, factory) -> {
			AbstractRedisClient client = factory.isRunning() ? factory.getNativeClient() : null;
			if (client != null) {
				found.put(name, new Client(client, maxTotal(factory)));
			}
		});
		return found;
	}

	private static long maxTotal(LettuceConnectionFactory factory) {
		return (factory.getClientConfiguration() instanceof LettucePoolingClientConfiguration pooling)
				? pooling.getPoolConfig().getMaxTotal() : LettuceConnectionsProbe.NOT_POOLED;
	}

}
