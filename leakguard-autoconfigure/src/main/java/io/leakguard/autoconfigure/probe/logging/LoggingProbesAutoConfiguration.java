package io.leakguard.autoconfigure.probe.logging;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of Logback's loggers.
 */
@AutoConfiguration
@ConditionalOnClass(name = "ch.qos.logback.classic.LoggerContext")
@ConditionalOnProbe("loggers")
public final class LoggingProbesAutoConfiguration {

	@Bean
	LoggersProbe leakGuardLoggersProbe() {
		return new LoggersProbe();
	}

}
