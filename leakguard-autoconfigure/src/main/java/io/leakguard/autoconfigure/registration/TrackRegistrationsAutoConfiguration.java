package io.leakguard.autoconfigure.registration;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;

/**
 * Auto-configuration of {@link TrackRegistrations}.
 */
@AutoConfiguration(after = LeakGuardAutoConfiguration.class)
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnBean(name = LeakGuardAutoConfiguration.LIFECYCLE)
public final class TrackRegistrationsAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static TrackRegistrationsProxyCreator trackRegistrationsProxyCreator(ObjectProvider<LeakGuard> leakGuard) {
		return new TrackRegistrationsProxyCreator(leakGuard);
	}

}
