package io.leakguard.autoconfigure.probe.micrometer;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the probe of Micrometer's meters.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnClass(MeterRegistry.class)
public final class MetersProbeAutoConfiguration {

	@Bean
	@ConditionalOnProbe("meters")
	Probe leakGuardMetersProbe(BeanFactory beanFactory) {
		return new MetersProbe(beanFactory);
	}

	@Bean
	@ConditionalOnProbe("requests")
	Probe leakGuardRequestsProbe(BeanFactory beanFactory) {
		return new RequestsProbe(beanFactory);
	}

}
