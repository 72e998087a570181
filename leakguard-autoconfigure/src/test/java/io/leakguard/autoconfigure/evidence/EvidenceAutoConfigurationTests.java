package io.leakguard.autoconfigure.evidence;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.EvidenceCollectorFactory;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.evidence.Artifact;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.evidence.EvidenceDesk;
import io.leakguard.evidence.EvidenceStore;
import io.leakguard.evidence.OriginsPicture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EvidenceAutoConfiguration}.
 */
class EvidenceAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class, EvidenceAutoConfiguration.class));

	@Test
	void theDeskHasTheCollectors() {
		this.contextRunner.run((context) -> assertThat(context.getBean(LeakGuard.class).evidenceDesk().collectors())
			.containsExactlyInAnyOrder("reference-chain", "thread-pile", "origins", "gc-timeline", "allocations",
					"class-histogram", "heap-dump"));
	}

	@Test
	void aPropertySwitchesThemOff() {
		this.contextRunner.withPropertyValues("leakguard.evidence.enabled=false")
			.run((context) -> assertThat(context.getBean(LeakGuard.class).evidenceDesk().collectors()).isEmpty());
	}

	@Test
	void whatNeedsTheFlightRecorderGoesWithIt() {
		this.contextRunner.withPropertyValues("leakguard.flight-recorder.enabled=false")
			.run((context) -> assertThat(context.getBean(LeakGuard.class).evidenceDesk().collectors())
				.containsExactlyInAnyOrder("thread-pile", "origins", "gc-timeline", "class-histogram", "heap-dump"));
	}

	@Test
	void whatNeedsTheFlightRecorderIsMissingWhereItsModuleIs() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("jdk.jfr"))
			.run((context) -> assertThat(context.getBean(LeakGuard.class).evidenceDesk().collectors())
				.containsExactlyInAnyOrder("thread-pile", "origins", "gc-timeline", "class-histogram", "heap-dump"));
	}

	@Test
	void withoutLeakGuardThereAreNone() {
		this.contextRunner.withPropertyValues("leakguard.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(EvidenceCollectorFactory.class));
	}

	@Test
	void withoutActuatorThereAreNone() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Show.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EvidenceCollectorFactory.class));
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

	@Test
	void theOriginsAreDrawnIfTheConverterIsThere() {
		this.contextRunner.run((context) -> assertThat(context.getBean(EvidenceCollectors.class).picture())
			.isInstanceOf(OriginsFlameGraph.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader("one.convert")).run((context) -> {
			assertThat(context.getBean(EvidenceCollectors.class).picture()).isNull();
			assertThat(context.getBean(LeakGuard.class).evidenceDesk().collectors()).contains("origins");
		});
	}

	@Test
	void theApplicationMayDrawTheOriginsItself() {
		OriginsPicture own = (title, origins) -> new byte[0];
		this.contextRunner.withBean(OriginsPicture.class, () -> own)
			.run((context) -> assertThat(context.getBean(EvidenceCollectors.class).picture()).isSameAs(own));
	}

	@Test
	void aCollectorOfTheApplicationTakesThePlaceOfTheOneWithItsName() {
		EvidenceCollector own = mock(EvidenceCollector.class);
		given(own.name()).willReturn("origins");
		given(own.longestDuration()).willReturn(Duration.ofSeconds(7));
		this.contextRunner.withBean(EvidenceCollector.class, () -> own).run((context) -> {
			EvidenceDesk desk = context.getBean(LeakGuard.class).evidenceDesk();
			assertThat(desk.collectors()).containsOnlyOnce("origins").contains("thread-pile");
			assertThat(desk.longestDuration("origins")).isEqualTo(Duration.ofSeconds(7));
		});
	}

	@Test
	void evidenceIsKeptInMemoryUnlessADirectoryIsNamed(@TempDir Path directory) {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(EvidenceStore.class));
		this.contextRunner
			.withPropertyValues("leakguard.evidence.directory=" + directory, "leakguard.evidence.max-size=1MB",
					"leakguard.evidence.max-age=2d")
			.run((context) -> {
				context.getBean(EvidenceStore.class)
					.put("0a1b2c3d", new Artifact("origins", "application/json", new byte[1], Instant.now()));
				assertThat(directory.resolve("0a1b2c3d/origins")).exists();
				assertThat(context.getBean(LeakGuard.class).evidence("0a1b2c3d")).hasSize(1);
			});
	}

	@Test
	void aContextHasItsOwnSoThatItsEndTakesNothingFromItsParent() {
		this.contextRunner.run((parent) -> this.contextRunner.withParent(parent).run((child) -> {
			assertThat(child.getBean(EvidenceCollectorFactory.class))
				.isNotSameAs(parent.getBean(EvidenceCollectorFactory.class));
			assertThat(child.getBean(LeakGuard.class).evidenceDesk().collectors()).doesNotHaveDuplicates()
				.containsExactlyElementsOf(parent.getBean(LeakGuard.class).evidenceDesk().collectors());
		}));
	}

	@Test
	void aSizeThatMakesNoSenseIsRefusedByName() {
		this.contextRunner.withPropertyValues("leakguard.evidence.max-size=0B")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'leakguard.evidence.max-size' must be more than 0"));
	}

	@Test
	void withoutAParserThereIsNoHeapDump() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.netbeans"))
			.run((context) -> assertThat(context.getBean(LeakGuard.class).evidenceDesk().collectors())
				.doesNotContain("heap-dump")
				.contains("origins"));
	}

}
