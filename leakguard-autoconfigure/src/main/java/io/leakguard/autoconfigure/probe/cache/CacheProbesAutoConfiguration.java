package io.leakguard.autoconfigure.probe.cache;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the probes of caches.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
public final class CacheProbesAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CacheManager.class)
	@ConditionalOnProbe("caches")
	static class Managers {

		@Bean
		Probe leakGuardCachesProbe(BeanFactory beanFactory) {
			return new CachesProbe(beanFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "com.github.benmanes.caffeine.cache.Cache")
	@ConditionalOnProbe("caffeine")
	static class Caffeine {

		@Bean
		Probe leakGuardCaffeineBeansProbe(BeanFactory beanFactory) {
			return new CaffeineBeansProbe(beanFactory);
		}

	}

}
