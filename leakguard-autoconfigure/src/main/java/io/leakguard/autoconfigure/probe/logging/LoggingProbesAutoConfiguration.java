package io.leakguard.autoconfigure.probe.logging;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the probes of loggers, of their handlers, and of the diagnostic
 * context.
 */
@AutoConfiguration
@ConditionalOnLeakGuard
public final class LoggingProbesAutoConfiguration {

	@Bean
	@ConditionalOnProbe("jul-handlers")
	HandlersProbe leakGuardJulHandlersProbe() {
		return new HandlersProbe("jul.handlers", new JulHandlers());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "ch.qos.logback.classic.LoggerContext")
	static class Logback {

		@Bean
		@ConditionalOnProbe("loggers")
		LoggersProbe leakGuardLoggersProbe() {
			return new LoggersProbe();
		}

		@Bean
		@ConditionalOnProbe("appenders")
		HandlersProbe leakGuardAppendersProbe() {
			return new HandlersProbe("logback.appenders", new LogbackAppenders());
		}

		@Bean
		@ConditionalOnProbe("mdc")
		MdcKeysProbe leakGuardMdcKeysProbe() {
			return new MdcKeysProbe();
		}

	}

}
