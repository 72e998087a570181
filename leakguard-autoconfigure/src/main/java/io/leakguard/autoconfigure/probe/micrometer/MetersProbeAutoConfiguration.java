package io.leakguard.autoconfigure.probe.micrometer;

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
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnProbe("meters")
public final class MetersProbeAutoConfiguration {

	@Bean
	MetersProbe leakGuardMetersProbe(BeanFactory beanFactory) {
		return new MetersProbe(beanFactory);
	}

}
