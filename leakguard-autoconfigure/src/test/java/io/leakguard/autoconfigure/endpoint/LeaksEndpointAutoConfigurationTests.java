package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.jmx.JmxEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;

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
	void thereIsAnEndpoint() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(LeaksEndpointWebExtension.class)
			.doesNotHaveBean(LeaksEndpointJmxExtension.class));
	}

	@Test
	void thereIsOneInAReactiveApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("management.endpoints.web.exposure.include=leaks")
			.run((context) -> assertThat(context).hasSingleBean(LeaksEndpointWebExtension.class)
				.doesNotHaveBean(LeaksEndpointJmxExtension.class));
	}

	@Test
	void itHasFewOperationsBecauseEachRequestOfTheApplicationIsComparedWithThem() {
		this.runner.run((context) -> assertThat(operations(context)).isEqualTo(2));
		this.runner.withPropertyValues("management.endpoint.leaks.access=UNRESTRICTED")
			.run((context) -> assertThat(operations(context)).isEqualTo(5));
	}

	private static int operations(ApplicationContext context) {
		return context.getBean(WebEndpointsSupplier.class)
			.getEndpoints()
			.stream()
			.filter((endpoint) -> endpoint.getEndpointId().equals(EndpointId.of("leaks")))
			.mapToInt((endpoint) -> endpoint.getOperations().size())
			.sum();
	}

	@Test
	void thereIsNoneWhenItIsNotExposed() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(LeaksEndpointWebExtension.class));
	}

	@Test
	void thereIsNoneWhenItIsNotAccessible() {
		this.runner.withPropertyValues("management.endpoint.leaks.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(LeaksEndpoint.class)
				.doesNotHaveBean(LeaksEndpointWebExtension.class)
				.doesNotHaveBean(LeaksEndpointJmxExtension.class));
	}

	@Test
	void thereIsNoneWhenLeakGuardIsSwitchedOff() {
		this.runner.withPropertyValues("leakguard.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LeaksEndpoint.class)
				.doesNotHaveBean(LeaksEndpointWebExtension.class)
				.doesNotHaveBean(LeaksEndpointJmxExtension.class));
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
	void overJmxThereIsAnother() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=leaks",
					"spring.jmx.unique-names=true")
			.run((context) -> assertThat(context).hasSingleBean(LeaksEndpointJmxExtension.class)
				.doesNotHaveBean(LeaksEndpointWebExtension.class));
	}

	@Test
	void itCanBeExposedOverBoth() {
		this.runner
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=leaks",
					"spring.jmx.unique-names=true")
			.run((context) -> {
				assertThat(context).hasSingleBean(LeaksEndpointWebExtension.class)
					.hasSingleBean(LeaksEndpointJmxExtension.class);
				assertThat(operations(context)).isEqualTo(2);
				assertThat(context.getBean(JmxEndpointsSupplier.class).getEndpoints()).singleElement()
					.satisfies((endpoint) -> assertThat(endpoint.getOperations()).hasSize(3));
			});
	}

}
