package io.leakguard.autoconfigure.health;

import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class LeaksHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, LeaksHealthContributorAutoConfiguration.class));

	@Test
	void thereIsAnIndicator() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(LeaksHealthIndicator.class)
			.hasBean("leaksHealthIndicator"));
	}

	@Test
	void thereIsNoneWhenLeakGuardIsSwitchedOff() {
		this.runner.withPropertyValues("leakguard.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaksHealthIndicator.class));
	}

	@Test
	void thereIsNoneWhenTheIndicatorIsSwitchedOff() {
		this.runner.withPropertyValues("management.health.leaks.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaksHealthIndicator.class));
	}

	@Test
	void thereIsNoneWithoutTheHealthModule() {
		this.runner.withClassLoader(new FilteredClassLoader(Health.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("leaksHealthIndicator"));
	}

	@Test
	void anIndicatorOfTheApplicationIsUsedInstead() {
		this.runner.withBean("leaksHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean(LeaksHealthIndicator.class));
	}

}
