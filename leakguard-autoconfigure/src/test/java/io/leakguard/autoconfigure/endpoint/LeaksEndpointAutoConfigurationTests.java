package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class LeaksEndpointAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			LeakGuardAutoConfiguration.class, LeaksEndpointAutoConfiguration.class, EndpointAutoConfiguration.class,
			WebEndpointAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues("management.endpoints.web.exposure.include=leaks");

	@Test
	void thereIsAnEndpointWithItsWebExtension() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(LeaksEndpoint.class)
			.hasSingleBean(LeaksEndpointWebExtension.class));
	}

	@Test
	void thereIsOneInAReactiveApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("management.endpoints.web.exposure.include=leaks")
			.run((context) -> assertThat(context).hasSingleBean(LeaksEndpoint.class)
				.hasSingleBean(LeaksEndpointWebExtension.class));
	}

	@Test
	void thereIsNoneWhenItIsNotExposed() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(LeaksEndpoint.class));
	}

	@Test
	void thereIsNoneWhenItIsNotAccessible() {
		this.runner.withPropertyValues("management.endpoint.leaks.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(LeaksEndpoint.class)
				.doesNotHaveBean(LeaksEndpointWebExtension.class));
	}

	@Test
	void thereIsNoneWhenLeakGuardIsSwitchedOff() {
		this.runner.withPropertyValues("leakguard.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LeaksEndpoint.class)
				.doesNotHaveBean(LeaksEndpointWebExtension.class));
	}

	@Test
	void thereIsNoneWithoutActuator() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LeakGuardAutoConfiguration.class, LeaksEndpointAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("leaksEndpoint"));
	}

	@Test
	void anEndpointOfTheApplicationIsUsedInstead() {
		this.runner.withBean("own", LeaksEndpoint.class, () -> mock(LeaksEndpoint.class))
			.run((context) -> assertThat(context).hasSingleBean(LeaksEndpoint.class).hasBean("own"));
	}

	@Test
	void thereIsNoWebExtensionWhenItIsExposedOverJmxOnly() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=leaks",
					"spring.jmx.unique-names=true")
			.run((context) -> assertThat(context).hasSingleBean(LeaksEndpoint.class)
				.doesNotHaveBean(LeaksEndpointWebExtension.class));
	}

}
