package io.leakguard.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.probe.cache.CacheProbesAutoConfiguration;
import io.leakguard.finding.PopulationReading;
import io.leakguard.finding.Report;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import io.leakguard.scan.ReportListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextBeans}.
 */
class ContextBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class, CacheProbesAutoConfiguration.class))
		.withPropertyValues("leakguard.interval=1h");

	@Test
	void aProbeIsCreatedByTheFirstScanAndNotBefore() {
		this.runner.run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("leakGuardCachesProbe")).isFalse();
			context.getBean(LeakGuard.class).requestScan().join();
			assertThat(context.getBeanFactory().containsSingleton("leakGuardCachesProbe")).isTrue();
		});
	}

	@Test
	void aProbeThatCannotBeCreatedIsNamedAndTheOthersGoOn() {
		this.runner.withUserConfiguration(Broken.class).run((context) -> {
			Report report = context.getBean(LeakGuard.class).requestScan().join();
			assertThat(report.failedProbes()).containsOnlyKeys("brokenProbe");
			assertThat(report.failedProbes().get("brokenProbe")).contains("no such library");
			assertThat(report.populations()).extracting(PopulationReading::name).contains("things");
		});
	}

	@Test
	void aListenerThatCannotBeCreatedDoesNotKeepTheOthersAway() {
		this.runner.withUserConfiguration(Broken.class).run((context) -> {
			context.getBean(LeakGuard.class).requestScan().join();
			assertThat(context.getBean(Broken.class).reports).hasSize(1);
		});
	}

	@Test
	void whatIsCreatedByTheScanSeesTheLoaderOfTheContext() {
		this.runner.withUserConfiguration(Broken.class).run((context) -> {
			context.getBean(LeakGuard.class).requestScan().join();
			assertThat(context.getBean(Broken.class).loader).isSameAs(context.getClassLoader());
		});
	}

	@Test
	void aProbeThatCanBeCreatedLaterIsThereThen() {
		this.runner.withUserConfiguration(Broken.class).run((context) -> {
			LeakGuard leakGuard = context.getBean(LeakGuard.class);
			assertThat(leakGuard.requestScan().join().failedProbes()).containsKey("brokenProbe");
			context.getBean(Broken.class).mended = true;
			Report report = leakGuard.requestScan().join();
			assertThat(report.failedProbes()).isEmpty();
			assertThat(report.populations()).extracting(PopulationReading::name).contains("mended");
		});
	}

	@Test
	void aMethodThatReturnsNoProbeIsNoFailure() {
		this.runner.withUserConfiguration(None.class)
			.run((context) -> assertThat(context.getBean(LeakGuard.class).requestScan().join().failedProbes())
				.isEmpty());
	}

	@Configuration(proxyBeanMethods = false)
	static class None {

		@Bean
		@Lazy
		@Nullable Probe none() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		private boolean mended;

		private final List<Report> reports = new ArrayList<>();

		private @Nullable ClassLoader loader;

		@Bean
		@Lazy
		Probe brokenProbe() {
			if (!this.mended) {
				throw new IllegalStateException("no such library");
			}
			return new Things("mended");
		}

		@Bean
		@Lazy
		Probe things() {
			this.loader = Thread.currentThread().getContextClassLoader();
			return new Things("things");
		}

		@Bean
		@Lazy
		ReportListener brokenListener() {
			throw new IllegalStateException("no such library");
		}

		@Bean
		@Lazy
		ReportListener collecting() {
			return new ReportListener() {

				@Override
				public void scanned(Report report) {
					Broken.this.reports.add(report);
				}

			};
		}

	}

	private record Things(String name) implements Probe {

		@Override
		public void count(Census census) {
			census.population(this.name, Kind.REGISTRY_GROWS, Unit.OBJECTS).count(7);
		}

	}

}
