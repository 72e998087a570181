package io.leakguard.autoconfigure.probe.logging;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probes of Logback's loggers and of its diagnostic context.
 */
@AutoConfiguration
@ConditionalOnClass(name = "ch.qos.logback.classic.LoggerContext")
public final class LoggingProbesAutoConfiguration {

	@Bean
	@ConditionalOnProbe("loggers")
	LoggersProbe leakGuardLoggersProbe() {
		return new LoggersProbe();
	}

	@Bean
	@ConditionalOnProbe("mdc")
	MdcKeysProbe leakGuardMdcKeysProbe() {
		return new MdcKeysProbe();
	}

}
