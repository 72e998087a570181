package io.leakguard.autoconfigure.probe.web;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestMappingsProbe}.
 */
class RequestMappingsProbeTests {

	private static final String NAME = RequestMappingsProbe.POPULATION;

	private static final String HOOK = Hooks.class.getName() + ".hook";

	@Test
	void mappingsThatAreRegisteredAtRunTimeAreCountedByTheirMethod() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(WebMvcProbesAutoConfiguration.class))
			.withUserConfiguration(Mvc.class)
			.run((context) -> {
				Counts counts = Counts.of(context.getBean(Probe.class)).scan();
				assertThat(counts.count(NAME, HOOK)).isZero();
				RequestMappingHandlerMapping mapping = context.getBean(RequestMappingHandlerMapping.class);
				for (int i = 0; i < 80; i++) {
					mapping.registerMapping(RequestMappingInfo.paths("/hooks/" + i).build(), new Hooks(),
							Hooks.class.getDeclaredMethod("hook"));
					counts.scan();
				}
				assertThat(counts.count(NAME, HOOK)).isEqualTo(80);
				assertThat(counts.saysOldestNeverLeave(NAME, HOOK)).isTrue();
				assertThat(counts.population(NAME).kind()).isEqualTo(Kind.REGISTRY_GROWS);
			});
	}

	@Test
	void mappingsThatAreUnregisteredAreNotCounted() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(WebMvcProbesAutoConfiguration.class))
			.withUserConfiguration(Mvc.class)
			.run((context) -> {
				Counts counts = Counts.of(context.getBean(Probe.class)).scan();
				RequestMappingHandlerMapping mapping = context.getBean(RequestMappingHandlerMapping.class);
				for (int i = 0; i < 80; i++) {
					RequestMappingInfo info = RequestMappingInfo.paths("/hooks/" + i).build();
					mapping.registerMapping(info, new Hooks(), Hooks.class.getDeclaredMethod("hook"));
					mapping.unregisterMapping(info);
					counts.scan();
				}
				assertThat(counts.count(NAME, HOOK)).isZero();
			});
	}

	@Test
	void mappingsOfWebFluxAreCountedToo() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WebFluxProbesAutoConfiguration.class))
			.withUserConfiguration(Flux.class)
			.run((context) -> {
				Counts counts = Counts.of(context.getBean(Probe.class)).scan();
				context.getBean(
						org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping.class)
					.registerMapping(
							org.springframework.web.reactive.result.method.RequestMappingInfo.paths("/hook").build(),
							new Hooks(), Hooks.class.getDeclaredMethod("hook"));
				for (int i = 0; i < 4; i++) {
					counts.scan();
				}
				assertThat(counts.count(NAME, HOOK)).isOne();
			});
	}

	@EnableWebMvc
	static class Mvc {

	}

	@EnableWebFlux
	static class Flux {

	}

	static class Hooks {

		void hook() {
		}

	}

}
