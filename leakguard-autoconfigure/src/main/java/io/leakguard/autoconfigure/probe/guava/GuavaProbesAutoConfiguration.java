package io.leakguard.autoconfigure.probe.guava;

import com.google.common.cache.Cache;
import com.google.common.eventbus.EventBus;
import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the probes of Guava.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnClass({ EventBus.class, Cache.class })
public final class GuavaProbesAutoConfiguration {

	@Bean
	@ConditionalOnProbe("guava-event-bus")
	Probe leakGuardEventBusProbe(BeanFactory beanFactory) {
		return new EventBusProbe(beanFactory);
	}

	@Bean
	@ConditionalOnProbe("guava-caches")
	Probe leakGuardGuavaCachesProbe(BeanFactory beanFactory) {
		return new GuavaCachesProbe(beanFactory);
	}

}
