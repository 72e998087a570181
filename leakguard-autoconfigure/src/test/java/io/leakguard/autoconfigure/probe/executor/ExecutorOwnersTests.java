package io.leakguard.autoconfigure.probe.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.leakguard.autoconfigure.probe.Counts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExecutorOwners}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExecutorOwnersTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ExecutorProbesAutoConfiguration.class))
		.withUserConfiguration(Executables.class);

	@Test
	void onlyTheExecutorThatStillRunsAfterItsContextIsNamed(CapturedOutput output) {
		List<ExecutorService> forgotten = new ArrayList<>();
		this.contextRunner.run((context) -> {
			assertThat(context.getBean("plain")).isSameAs(context.getBean(Executables.class).plain);
			forgotten.add(context.getBean("forgotten", ExecutorService.class));
		});
		forgotten.forEach(ExecutorService::shutdown);
		assertThat(output).contains("executor 'forgotten' still runs after its context was closed")
			.doesNotContain("'plain'")
			.doesNotContain("'spring'")
			.doesNotContain("not eligible for getting processed");
	}

	@Test
	void disablingRemovesEverything(CapturedOutput output) {
		for (String property : new String[] { "leakguard.enabled=false", "leakguard.probe.executors.enabled=false" }) {
			this.contextRunner.withPropertyValues(property).run((context) -> {
				assertThat(context).doesNotHaveBean(ExecutorBeanPostProcessor.class)
					.doesNotHaveBean(ExecutorsProbe.class)
					.doesNotHaveBean(ExecutorOwners.class);
				context.getBean("forgotten", ExecutorService.class).shutdown();
			});
		}
		assertThat(output).doesNotContain("still runs");
	}

	@Test
	void prototypesThatAreNotShutDownAreCounted() {
		this.contextRunner.run((context) -> {
			Counts counts = Counts.of(context.getBean(ExecutorOwners.class));
			assertThat(counts.scan().population(ExecutorOwners.POPULATION).groups()).isEmpty();
			List<ExecutorService> made = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				made.add(context.getBean("prototype", ExecutorService.class));
			}
			assertThat(counts.scan().count(ExecutorOwners.POPULATION, "prototype")).isEqualTo(5);
			made.forEach(ExecutorService::shutdown);
			assertThat(counts.scan().count(ExecutorOwners.POPULATION, "prototype")).isZero();
			context.getBean("forgotten", ExecutorService.class).shutdown();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Executables {

		private final ExecutorService plain = Executors.newFixedThreadPool(1);

		@Bean
		ExecutorService plain() {
			return this.plain;
		}

		@Bean(destroyMethod = "")
		ExecutorService forgotten() {
			return Executors.newFixedThreadPool(1);
		}

		@Bean
		ThreadPoolTaskExecutor spring() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean
		@Scope("prototype")
		ExecutorService prototype() {
			return Executors.newFixedThreadPool(1);
		}

	}

}
