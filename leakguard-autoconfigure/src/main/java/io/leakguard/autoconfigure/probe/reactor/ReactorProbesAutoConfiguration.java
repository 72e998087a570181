package io.leakguard.autoconfigure.probe.reactor;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;
import reactor.core.publisher.Sinks;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the probes of Reactor's sinks and schedulers.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnClass(Sinks.class)
public final class ReactorProbesAutoConfiguration {

	@Bean
	@ConditionalOnProbe("reactor-sinks")
	Probe leakGuardSinksProbe(BeanFactory beanFactory) {
		return new SinksProbe(beanFactory);
	}

	// sees only what is made after it
	@Bean
	@ConditionalOnProbe("reactor-schedulers")
	@Lazy(false)
	static SchedulersProbe leakGuardSchedulersProbe() {
		return new SchedulersProbe();
	}

}
