package io.leakguard.autoconfigure.probe.pool;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of pools of Commons Pool.
 */
@AutoConfiguration
@ConditionalOnClass(name = "org.apache.commons.pool2.impl.BaseGenericObjectPool")
@ConditionalOnProbe("commons-pool")
public final class CommonsPoolsProbeAutoConfiguration {

	@Bean
	Probe leakGuardCommonsPoolsProbe(BeanFactory beanFactory) {
		return new CommonsPoolsProbe(beanFactory);
	}

}
