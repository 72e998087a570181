package io.leakguard.autoconfigure.probe.redis;

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
 * Auto-configuration of the probe of connections to Redis.
 */
@AutoConfiguration
@ConditionalOnClass(name = "io.lettuce.core.AbstractRedisClient")
@ConditionalOnProbe("lettuce")
public final class RedisProbesAutoConfiguration {

	@Bean
	Probe leakGuardLettuceConnectionsProbe(BeanFactory beanFactory,
			ObjectProvider<LettuceConnectionsProbe.Clients> clients) {
		return new LettuceConnectionsProbe(beanFactory, clients.getIfAvailable(() -> Map::of));
	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnClass(name = "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory")
	static class SpringData {

		@Bean
		LettuceConnectionsProbe.Clients leakGuardLettuceConnectionFactories(BeanFactory beanFactory) {
			return new ConnectionFactoryClients(beanFactory);
		}

	}

}
