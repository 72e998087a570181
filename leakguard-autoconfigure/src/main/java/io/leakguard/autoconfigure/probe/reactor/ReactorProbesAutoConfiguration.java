package io.leakguard.autoconfigure.probe.reactor;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import reactor.core.publisher.Sinks;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of Reactor's sinks.
 */
@AutoConfiguration
@ConditionalOnClass(Sinks.class)
@ConditionalOnProbe("reactor-sinks")
public final class ReactorProbesAutoConfiguration {

	@Bean
	SinksProbe leakGuardSinksProbe(BeanFactory beanFactory) {
		return new SinksProbe(beanFactory);
	}

}
