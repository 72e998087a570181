package io.leakguard.autoconfigure.probe.pool;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of pooled JMS connections.
 */
@AutoConfiguration
@ConditionalOnClass(name = { "org.messaginghub.pooled.jms.JmsPoolConnectionFactory",
		"org.apache.commons.pool2.impl.GenericKeyedObjectPool", "jakarta.jms.ConnectionFactory" })
@ConditionalOnProbe("jms-pool")
public final class JmsPoolProbeAutoConfiguration {

	@Bean
	Probe leakGuardJmsPoolsProbe(BeanFactory beanFactory) {
		return new ConnectionPoolsProbe("jms.pool", "connection factory", Unit.OBJECTS, new JmsPools(beanFactory));
	}

}
