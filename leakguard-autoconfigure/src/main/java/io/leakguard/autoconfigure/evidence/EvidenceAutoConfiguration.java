package io.leakguard.autoconfigure.evidence;

import java.time.Clock;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.evidence.ReferenceChainCollector;
import io.leakguard.evidence.ThreadPileCollector;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the collectors of evidence.
 */
@AutoConfiguration(before = LeakGuardAutoConfiguration.class)
@ConditionalOnLeakGuard
@ConditionalOnClass(Show.class)
@ConditionalOnBooleanProperty(name = "leakguard.evidence.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EvidenceProperties.class)
public final class EvidenceAutoConfiguration {

	// closed by the evidence desk, which may still be collecting
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	ReferenceChainCollector referenceChainCollector(EvidenceProperties properties) {
		return new ReferenceChainCollector(properties.budget(), Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	ThreadPileCollector threadPileCollector() {
		return new ThreadPileCollector(Clock.systemUTC());
	}

}
