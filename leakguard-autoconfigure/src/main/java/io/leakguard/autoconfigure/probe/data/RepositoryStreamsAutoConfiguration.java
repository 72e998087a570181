package io.leakguard.autoconfigure.probe.data;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;

/**
 * Auto-configuration of the tracker of repository streams.
 */
@AutoConfiguration(after = LeakGuardAutoConfiguration.class)
@Lazy
@ConditionalOnClass(RepositoryFactoryBeanSupport.class)
@ConditionalOnProbe("data-streams")
public final class RepositoryStreamsAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RepositoryStreams leakGuardRepositoryStreams(ObjectProvider<LeakGuard> leakGuard) {
		return new RepositoryStreams(leakGuard);
	}

}
