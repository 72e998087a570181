package io.leakguard.autoconfigure.probe.reactor;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import reactor.core.publisher.Sinks;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probes of Reactor's sinks and schedulers.
 */
@AutoConfiguration
@ConditionalOnLeakGuard
@ConditionalOnClass(Sinks.class)
public final class ReactorProbesAutoConfiguration {

	@Bean
	@ConditionalOnProbe("reactor-sinks")
	SinksProbe leakGuardSinksProbe(BeanFactory beanFactory) {
		return new SinksProbe(beanFactory);
	}

	@Bean
	@ConditionalOnProbe("reactor-schedulers")
	SchedulersProbe leakGuardSchedulersProbe() {
		return new SchedulersProbe();
	}

}
