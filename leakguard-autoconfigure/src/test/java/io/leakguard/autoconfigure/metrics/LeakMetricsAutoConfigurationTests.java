package io.leakguard.autoconfigure.metrics;

import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class LeakMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withPropertyValues("leakguard.interval=100ms", "management.metrics.use-global-registry=false")
		.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class, LeakMetricsAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class);

	@Test
	void metersAreBoundAndKeptUpToDate(CapturedOutput output) {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			Awaitility.await()
				.untilAsserted(() -> assertThat(registry.get("leakguard.scan").timer().count()).isPositive());
			assertThat(output).doesNotContain("not eligible for getting processed");
		});
	}

	@Test
	void metersLeaveWithTheContext() {
		SimpleMeterRegistry shared = new SimpleMeterRegistry();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LeakGuardAutoConfiguration.class, LeakMetricsAutoConfiguration.class))
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("shared", shared))
			.run((context) -> {
				context.getBean(LeakMetrics.class).bindTo(shared);
				assertThat(shared.getMeters()).isNotEmpty();
			});
		assertThat(shared.getMeters()).isEmpty();
		assertThat(Metrics.globalRegistry.find("leakguard.scan").timer()).isNull();
	}

	@Test
	void thereAreNoneWhenLeakGuardIsSwitchedOff() {
		this.runner.withPropertyValues("leakguard.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeakMetrics.class));
	}

	@Test
	void thereAreNoneWhenMetersAreSwitchedOff() {
		this.runner.withPropertyValues("leakguard.metrics.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeakMetrics.class));
	}

	@Test
	void thereAreNoneWithoutMicrometer() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LeakGuardAutoConfiguration.class, LeakMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("leakMetrics"));
	}

	@Test
	void thereAreNoneWithoutARegistry() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LeakGuardAutoConfiguration.class, LeakMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeakMetrics.class));
	}

	@Test
	void aBinderOfTheApplicationIsUsedInstead() {
		this.runner.withBean("own", LeakMetrics.class, () -> mock(LeakMetrics.class))
			.run((context) -> assertThat(context).hasSingleBean(LeakMetrics.class).hasBean("own"));
	}

}
