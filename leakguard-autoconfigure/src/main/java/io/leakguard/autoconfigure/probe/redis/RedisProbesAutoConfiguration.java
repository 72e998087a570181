package io.leakguard.autoconfigure.probe.redis;

import java.util.LinkedHashMap;
import java.util.Map;

import io.lettuce.core.AbstractRedisClient;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.autoconfigure.probe.ExistingBeans;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration of the probe of connections to Redis.
 */
@AutoConfiguration
@ConditionalOnClass(name = "io.lettuce.core.AbstractRedisClient")
@ConditionalOnProbe("lettuce")
public final class RedisProbesAutoConfiguration {

	@Bean
	LettuceConnectionsProbe leakGuardLettuceConnectionsProbe(BeanFactory beanFactory,
			ObjectProvider<LettuceConnectionsProbe.Clients> clients) {
		return new LettuceConnectionsProbe(beanFactory, clients.getIfAvailable(() -> Map::of));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory")
	static class SpringData {

		@Bean
		LettuceConnectionsProbe.Clients leakGuardLettuceConnectionFactories(BeanFactory beanFactory) {
			return clientsOf(beanFactory);
		}

	}

	static LettuceConnectionsProbe.Clients clientsOf(BeanFactory beanFactory) {
		ExistingBeans<LettuceConnectionFactory> factories = new ExistingBeans<>(beanFactory,
				LettuceConnectionFactory.class);
		return () -> {
			Map<String, AbstractRedisClient> found = new LinkedHashMap<>();
			factories.find().forEach((name, factory) -> {
				AbstractRedisClient client = factory.isRunning() ? factory.getNativeClient() : null;
				if (client != null) {
					found.put(name, client);
				}
			});
			return found;
		};
	}

}
