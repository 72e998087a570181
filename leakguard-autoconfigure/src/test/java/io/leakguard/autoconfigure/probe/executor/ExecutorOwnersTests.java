package io.leakguard.autoconfigure.probe.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
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
	void prototypesThatAreNotShutDownAreCountedOnceTheyAreMoreThanTenantsHave() {
		this.contextRunner.run((context) -> {
			Counts counts = Counts.of(context.getBean(ExecutorOwners.class));
			assertThat(counts.scan().population(ExecutorOwners.POPULATION).groups()).isEmpty();
			List<ExecutorService> made = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				made.add(context.getBean("prototype", ExecutorService.class));
			}
			assertThat(counts.scan().population(ExecutorOwners.POPULATION)).satisfies((population) -> {
				assertThat(population.groups()).isEmpty();
				assertThat(population.isJudgedByGroups()).isTrue();
				assertThat(population.count()).isGreaterThan(16);
			});
			for (int i = 0; i < 5; i++) {
				made.add(context.getBean("prototype", ExecutorService.class));
			}
			assertThat(counts.scan().population(ExecutorOwners.POPULATION)).satisfies((population) -> {
				assertThat(population.signs()).isEmpty();
				assertThat(population.groups()).singleElement().satisfies((group) -> {
					assertThat(group.key()).isEqualTo("prototype");
					assertThat(group.count()).isEqualTo(21);
					assertThat(group.added()).isEqualTo(21);
					assertThat(group.ended()).isZero();
					assertThat(group.signs()).as("several may be meant to run").isEmpty();
				});
			});
			made.forEach(ExecutorService::shutdown);
			assertThat(counts.scan().population(ExecutorOwners.POPULATION).groups()).isEmpty();
			context.getBean("forgotten", ExecutorService.class).shutdown();
		});
	}

	@Test
	void prototypesThatAreShutDownHaveEnded() {
		this.contextRunner.run((context) -> {
			Counts counts = Counts.of(context.getBean(ExecutorOwners.class));
			List<ExecutorService> made = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				made.add(context.getBean("prototype", ExecutorService.class));
			}
			made.subList(0, 10).forEach(ExecutorService::shutdown);
			assertThat(counts.scan().population(ExecutorOwners.POPULATION).groups()).singleElement()
				.satisfies((group) -> {
					assertThat(group.count()).isEqualTo(20);
					assertThat(group.ended()).isEqualTo(10);
				});
			made.forEach(ExecutorService::shutdown);
			context.getBean("forgotten", ExecutorService.class).shutdown();
		});
	}

	@Test
	void aSingletonThatIsReplacedAndRunsOnCannotHappenToHealthyCode() {
		this.contextRunner.run((context) -> {
			Counts counts = Counts.of(context.getBean(ExecutorOwners.class));
			List<ExecutorService> made = replaced(context, "forgotten");
			assertThat(counts.scan().population(ExecutorOwners.POPULATION).groups()).singleElement()
				.satisfies((group) -> {
					assertThat(group.key()).isEqualTo("forgotten");
					assertThat(group.count()).isEqualTo(3);
					assertThat(group.signs()).containsExactly(Sign.EXACT_EVENT);
				});
			made.forEach(ExecutorService::shutdown);
		});
	}

	@Test
	void aSingletonThatIsReplacedAndShutDownIsNot() {
		this.contextRunner.run((context) -> {
			Counts counts = Counts.of(context.getBean(ExecutorOwners.class));
			replaced(context, "tidy");
			assertThat(counts.scan().population(ExecutorOwners.POPULATION).groups()).isEmpty();
			context.getBean("forgotten", ExecutorService.class).shutdown();
		});
	}

	private static List<ExecutorService> replaced(ConfigurableApplicationContext context, String name) {
		DefaultSingletonBeanRegistry registry = (DefaultSingletonBeanRegistry) context.getBeanFactory();
		List<ExecutorService> made = new ArrayList<>();
		made.add(context.getBean(name, ExecutorService.class));
		for (int i = 0; i < 2; i++) {
			registry.destroySingleton(name);
			made.add(context.getBean(name, ExecutorService.class));
		}
		return made;
	}

	@Configuration(proxyBeanMethods = false)
	static class Executables {

		private final ExecutorService plain = Executors.newFixedThreadPool(1);

		@Bean
		ExecutorService plain() {
			return this.plain;
		}

		@Bean
		ExecutorService tidy() {
			return Executors.newFixedThreadPool(1);
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
