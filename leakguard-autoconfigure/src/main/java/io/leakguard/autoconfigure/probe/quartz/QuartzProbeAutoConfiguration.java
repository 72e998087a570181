package io.leakguard.autoconfigure.probe.quartz;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;
import org.quartz.simpl.RAMJobStore;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of Quartz.
 */
@AutoConfiguration
@ConditionalOnClass(RAMJobStore.class)
@ConditionalOnProbe("quartz")
public final class QuartzProbeAutoConfiguration {

	@Bean
	Probe leakGuardQuartzJobsProbe(BeanFactory beanFactory) {
		return new QuartzJobsProbe(beanFactory);
	}

}
