package io.leakguard.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.leakguard.LeakGuard;
import io.leakguard.finding.Report;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.scan.ReportListener;
import jdk.jfr.FlightRecorder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

@ExtendWith(OutputCaptureExtension.class)
class LeakGuardAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withPropertyValues("leakguard.interval=100ms")
		.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class));

	@Test
	void scansAsSoonAsTheContextHasStarted(CapturedOutput output) {
		this.runner.withBean(CountingProbe.class).run((context) -> {
			LeakGuard leakGuard = context.getBean(LeakGuard.class);
			assertThat(leakGuard.isRunning()).isTrue();
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(leakGuard.report().populations()).extracting("name").contains("test.things"));
			assertThat(output).doesNotContain("not eligible for getting processed");
		});
	}

	@Test
	void nothingIsLeftWhenItIsSwitchedOff() {
		this.runner.withPropertyValues("leakguard.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(LeakGuard.class);
			assertThat(context).doesNotHaveBean(LeakGuardProperties.class);
			assertThat(context.getBeanNamesForType(Object.class)).noneMatch((name) -> name.contains("leak"));
		});
	}

	@Test
	void aLeakGuardOfTheApplicationIsUsedInstead() {
		LeakGuard own = TestReports.leakGuard(Report.none(Duration.ofSeconds(1)));
		given(own.isRunning()).willReturn(false);
		this.runner.withBean("own", LeakGuard.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(LeakGuard.class);
			then(own).should().start();
		});
	}

	@Test
	void aCustomizerChangesTheBuilder() {
		List<LeakGuard.Builder> seen = new ArrayList<>();
		this.runner.withBean(LeakGuardCustomizer.class, () -> seen::add).run((context) -> assertThat(seen).hasSize(1));
	}

	@Test
	void theFlightRecorderIsPreparedWhenTheContextIsReadyAndRenewed() {
		FlightRecorderUse recorder = mock(FlightRecorderUse.class);
		this.runner.withBean(FlightRecorderUse.class, () -> recorder).run((context) -> {
			then(recorder).should().prepare();
			Awaitility.await().untilAsserted(() -> then(recorder).should(atLeast(2)).renew());
		});
		then(recorder).should().close();
	}

	@Test
	void theFlightRecorderCanBeSwitchedOff() {
		this.runner.withPropertyValues("leakguard.flight-recorder.enabled=false").run((context) -> {
			FlightRecorder.getFlightRecorder();
			assertThat(context.getBean(FlightRecorderUse.class).isAllowed()).isFalse();
			assertThat(context.getBean(LeakGuard.class).isRunning()).isTrue();
		});
	}

	@Test
	void aWrongPropertyStopsTheStart() {
		this.runner.withPropertyValues("leakguard.interval=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'leakguard.interval' must be between 100ms and 1h but is 0s"));
	}

	@Test
	void reportListenersOfTheContextAreTold() {
		this.runner.withBean(CollectingListener.class)
			.run((context) -> Awaitility.await()
				.untilAsserted(() -> assertThat(context.getBean(CollectingListener.class).reports).isNotEmpty()));
	}

	@Test
	void scansUnderLazyInitialization() {
		this.runner.withBean(LazyInitializationBeanFactoryPostProcessor.class)
			.withBean(CountingProbe.class)
			.run((context) -> {
				Awaitility.await()
					.untilAsserted(
							() -> assertThat(context.getBean(LeakGuard.class).report().populations()).extracting("name")
								.contains("test.things"));
			});
	}

	@Test
	void aLazyBeanOfTheApplicationIsNotCreated() {
		this.runner.withUserConfiguration(LazyBeanConfiguration.class)
			.run((context) -> assertThat(context.getBeanFactory().containsSingleton("lazyThing")).isFalse());
	}

	@Test
	void stopsWithTheContextAndStartsAgainWithIt() {
		this.runner.run((context) -> {
			LeakGuard leakGuard = context.getBean(LeakGuard.class);
			context.getSourceApplicationContext().stop();
			assertThat(leakGuard.isRunning()).isFalse();
			context.getSourceApplicationContext().start();
			assertThat(leakGuard.isRunning()).isTrue();
			long scans = leakGuard.report().scans();
			Awaitility.await().untilAsserted(() -> assertThat(leakGuard.report().scans()).isGreaterThan(scans));
		});
	}

	@Test
	void becomesReadyWithItsOwnApplicationOnly() {
		LeakGuard own = TestReports.leakGuard(Report.none(Duration.ofSeconds(1)));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ApplicationConfiguration.class)
			.web(WebApplicationType.NONE)
			.initializers((created) -> created.getBeanFactory().registerSingleton("own", own))
			.run()) {
			then(own).should().ready();
		}
	}

	@Test
	void isNotReadyBeforeTheApplicationSaysSo() {
		LeakGuard own = TestReports.leakGuard(Report.none(Duration.ofSeconds(1)));
		ConfigurableApplicationContext other = mock(ConfigurableApplicationContext.class, Mockito.RETURNS_DEEP_STUBS);
		this.runner
			.withInitializer((context) -> context.getBeanFactory()
				.registerSingleton("springApplicationArguments", "a SpringApplication runs"))
			.withBean(LeakGuard.class, () -> own)
			.run((context) -> {
				context.publishEvent(
						new ApplicationReadyEvent(new SpringApplication(), new String[0], other, Duration.ZERO));
				then(own).should(never()).ready();
				context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0],
						context.getSourceApplicationContext(), Duration.ZERO));
				then(own).should().ready();
			});
	}

	@Test
	void aChildContextHasItsOwnAndReadsItsOwnProbes() {
		this.runner.withBean("parentProbe", CountingProbe.class)
			.run((parent) -> this.runner.withParent(parent).run((child) -> {
				LeakGuard leakGuard = child.getBean(LeakGuard.class);
				assertThat(leakGuard).isNotSameAs(parent.getBean(LeakGuard.class));
				leakGuard.requestScan().join();
				assertThat(leakGuard.report().populations()).extracting("name").doesNotContain("test.things");
			}));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeakGuardAutoConfiguration.class)
	static class ApplicationConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBeanConfiguration {

		@Bean
		@Lazy
		Object lazyThing() {
			return new Object();
		}

	}

	static class CountingProbe implements Probe {

		@Override
		public String name() {
			return "test.things";
		}

		@Override
		public void count(Census census) {
			census.population("test.things", Kind.REGISTRY_GROWS, Unit.OBJECTS).count(7);
		}

	}

	static class CollectingListener implements ReportListener {

		final List<Report> reports = new CopyOnWriteArrayList<>();

		@Override
		public void scanned(Report report) {
			this.reports.add(report);
		}

	}

}
