package io.leakguard.autoconfigure.event;

import java.nio.file.Files;
import java.nio.file.Path;

import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class LeakEventsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class, LeakEventsAutoConfiguration.class));

	@Test
	void logsAndPublishes(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(FindingLog.class).hasSingleBean(LeakFindingEventPublisher.class);
			assertThat(output).doesNotContain("not eligible for getting processed");
		});
	}

	@Test
	void doesNeitherWhenLeakGuardIsSwitchedOff() {
		this.runner.withPropertyValues("leakguard.enabled=false", "spring.main.cloud-platform=kubernetes")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(FindingLog.class)
				.doesNotHaveBean(LeakFindingEventPublisher.class)
				.doesNotHaveBean(TerminationMessage.class));
	}

	@Test
	void eachCanBeSwitchedOff() {
		this.runner.withPropertyValues("leakguard.log.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(FindingLog.class)
				.hasSingleBean(LeakFindingEventPublisher.class));
		this.runner.withPropertyValues("leakguard.events.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(FindingLog.class)
				.doesNotHaveBean(LeakFindingEventPublisher.class));
		this.runner
			.withPropertyValues("spring.main.cloud-platform=kubernetes",
					"leakguard.kubernetes.termination-message.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TerminationMessage.class));
	}

	@Test
	void writesATerminationMessageOnKubernetesOnly(@TempDir Path directory) throws Exception {
		Path file = Files.createFile(directory.resolve("termination-log"));
		String path = "leakguard.kubernetes.termination-message.path=" + file;
		this.runner.withPropertyValues(path)
			.run((context) -> assertThat(context).doesNotHaveBean(TerminationMessage.class));
		this.runner.withPropertyValues(path, "spring.main.cloud-platform=kubernetes")
			.run((context) -> assertThat(context.getBean(TerminationMessage.class)).hasFieldOrPropertyWithValue("path",
					file));
	}

}
