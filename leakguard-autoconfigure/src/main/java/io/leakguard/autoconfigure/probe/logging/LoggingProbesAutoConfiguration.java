package io.leakguard.autoconfigure.probe.logging;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the probes of loggers, of their handlers, and of the diagnostic
 * context.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
public final class LoggingProbesAutoConfiguration {

	@Bean
	@ConditionalOnProbe("jul-handlers")
	Probe leakGuardJulHandlersProbe() {
		return new HandlersProbe("jul.handlers", new JulHandlers());
	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	@ConditionalOnClass(name = "ch.qos.logback.classic.LoggerContext")
	static class Logback {

		@Bean
		@ConditionalOnProbe("loggers")
		Probe leakGuardLoggersProbe() {
			return new LoggersProbe();
		}

		@Bean
		@ConditionalOnProbe("appenders")
		Probe leakGuardAppendersProbe() {
			return new HandlersProbe("logback.appenders", new LogbackAppenders());
		}

		// sees only what is put after it
		@Bean
		@ConditionalOnProbe("mdc")
		@Lazy(false)
		static MdcKeysProbe leakGuardMdcKeysProbe() {
			return new MdcKeysProbe();
		}

	}

}
