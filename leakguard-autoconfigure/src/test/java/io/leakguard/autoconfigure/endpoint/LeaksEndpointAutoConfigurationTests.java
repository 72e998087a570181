package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
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
		this.runner.run((context) -> assertThat(context).hasSingleBean(LeaksWebEndpoint.class)
			.doesNotHaveBean(LeaksJmxEndpoint.class));
	}

	@Test
	void thereIsOneInAReactiveApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("management.endpoints.web.exposure.include=leaks")
			.run((context) -> assertThat(context).hasSingleBean(LeaksWebEndpoint.class)
				.doesNotHaveBean(LeaksJmxEndpoint.class));
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
			.run((context) -> assertThat(context).doesNotHaveBean(LeaksWebEndpoint.class));
	}

	@Test
	void thereIsNoneWhenItIsNotAccessible() {
		this.runner.withPropertyValues("management.endpoint.leaks.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(LeaksOperations.class)
				.doesNotHaveBean(LeaksWebEndpoint.class)
				.doesNotHaveBean(LeaksJmxEndpoint.class));
	}

	@Test
	void thereIsNoneWhenLeakGuardIsSwitchedOff() {
		this.runner.withPropertyValues("leakguard.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LeaksOperations.class)
				.doesNotHaveBean(LeaksWebEndpoint.class)
				.doesNotHaveBean(LeaksJmxEndpoint.class));
	}

	@Test
	void thereIsNoneWithoutActuator() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LeakGuardAutoConfiguration.class, LeaksEndpointAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("leaksOperations"));
	}

	@Test
	void anEndpointOfTheApplicationIsUsedInstead() {
		this.runner.withBean("own", LeaksWebEndpoint.class, () -> mock(LeaksWebEndpoint.class))
			.run((context) -> assertThat(context).hasSingleBean(LeaksWebEndpoint.class).hasBean("own"));
	}

	@Test
	void overJmxThereIsAnother() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=leaks",
					"spring.jmx.unique-names=true")
			.run((context) -> assertThat(context).hasSingleBean(LeaksJmxEndpoint.class)
				.doesNotHaveBean(LeaksWebEndpoint.class));
	}

}
