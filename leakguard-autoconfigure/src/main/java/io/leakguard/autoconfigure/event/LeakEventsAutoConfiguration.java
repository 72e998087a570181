package io.leakguard.autoconfigure.event;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.autoconfigure.LeakGuardProperties;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnCloudPlatform;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of what a change of stage sets off: a log line, an application
 * event, the termination message of a Kubernetes container.
 */
@AutoConfiguration(after = LeakGuardAutoConfiguration.class)
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnBean(name = LeakGuardAutoConfiguration.LIFECYCLE)
public final class LeakEventsAutoConfiguration {

	@Bean
	@ConditionalOnBooleanProperty(name = "leakguard.log.enabled", matchIfMissing = true)
	FindingLog leakFindingLog() {
		return new FindingLog();
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "leakguard.events.enabled", matchIfMissing = true)
	LeakFindingEventPublisher leakFindingEventPublisher(LeakGuard leakGuard,
			ConfigurableApplicationContext applicationContext) {
		return new LeakFindingEventPublisher(leakGuard, applicationContext);
	}

	@Bean
	@ConditionalOnCloudPlatform(CloudPlatform.KUBERNETES)
	@ConditionalOnBooleanProperty(name = "leakguard.kubernetes.termination-message.enabled", matchIfMissing = true)
	TerminationMessage leakTerminationMessage(LeakGuardProperties properties) {
		return new TerminationMessage(properties.kubernetes().terminationMessage().path());
	}

}
