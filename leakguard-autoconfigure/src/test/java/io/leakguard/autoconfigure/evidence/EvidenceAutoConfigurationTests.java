package io.leakguard.autoconfigure.evidence;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.evidence.EvidenceCollector;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EvidenceAutoConfiguration}.
 */
class EvidenceAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class, EvidenceAutoConfiguration.class));

	@Test
	void theDeskHasTheCollectors() {
		this.contextRunner.run((context) -> assertThat(context.getBean(LeakGuard.class).evidenceDesk().collectors())
			.containsExactlyInAnyOrder("reference-chain", "thread-pile"));
	}

	@Test
	void aPropertySwitchesThemOff() {
		this.contextRunner.withPropertyValues("leakguard.evidence.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(EvidenceCollector.class));
	}

	@Test
	void withoutLeakGuardThereAreNone() {
		this.contextRunner.withPropertyValues("leakguard.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(EvidenceCollector.class));
	}

	@Test
	void withoutActuatorThereAreNone() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Show.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EvidenceCollector.class));
	}

	@Test
	void aPauseThatThePlatformDoesNotForgiveIsRefusedByName() {
		this.contextRunner.withPropertyValues("leakguard.evidence.longest-pause=2s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'leakguard.evidence.longest-pause' must be at most")
				.hasMessageContaining("PT1S")
				.hasMessageContaining("PT2S"));
	}

}
