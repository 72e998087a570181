package io.leakguard.autoconfigure.health;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.autoconfigure.LeakGuardProperties;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the {@link LeaksHealthIndicator}.
 */
@AutoConfiguration(after = LeakGuardAutoConfiguration.class, before = HealthContributorAutoConfiguration.class)
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnClass({ Health.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(name = LeakGuardAutoConfiguration.LIFECYCLE)
@ConditionalOnEnabledHealthIndicator("leaks")
public final class LeaksHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "leaksHealthIndicator", "leaksHealthContributor" },
			search = SearchStrategy.CURRENT)
	static LeaksHealthIndicator leaksHealthIndicator(LeakGuard leakGuard, LeakGuardProperties properties) {
		return new LeaksHealthIndicator(leakGuard, properties.health());
	}

}
