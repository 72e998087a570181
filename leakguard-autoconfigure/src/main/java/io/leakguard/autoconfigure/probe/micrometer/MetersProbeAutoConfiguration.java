package io.leakguard.autoconfigure.probe.micrometer;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of Micrometer's meters.
 */
@AutoConfiguration
@ConditionalOnLeakGuard
@ConditionalOnClass(MeterRegistry.class)
public final class MetersProbeAutoConfiguration {

	@Bean
	@ConditionalOnProbe("meters")
	MetersProbe leakGuardMetersProbe(BeanFactory beanFactory) {
		return new MetersProbe(beanFactory);
	}

	@Bean
	@ConditionalOnProbe("requests")
	RequestsProbe leakGuardRequestsProbe(BeanFactory beanFactory) {
		return new RequestsProbe(beanFactory);
	}

}
