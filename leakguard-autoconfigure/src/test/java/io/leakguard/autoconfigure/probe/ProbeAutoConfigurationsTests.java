package io.leakguard.autoconfigure.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.finding.Report;
import io.leakguard.population.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations of all probes.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProbeAutoConfigurationsTests {

	private static final Pattern ALWAYS_THERE = Pattern
		.compile("java\\.|io\\.leakguard\\.|org\\.springframework\\.(beans|context|core|boot\\.autoconfigure)\\.");

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(probes()))
		.withUserConfiguration(Mvc.class);

	@Test
	void everyProbeCountsWithoutFailureAndNoBeanIsNotEligible(CapturedOutput output) {
		this.contextRunner.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class)).run((context) -> {
			Map<String, Probe> probes = context.getBeansOfType(Probe.class);
			assertThat(probes).hasSizeGreaterThan(15);
			assertThat(probes.values().stream().map(Probe::name)).doesNotHaveDuplicates();
			Report report = context.getBean(LeakGuard.class).requestScan().get(30, TimeUnit.SECONDS);
			assertThat(report.scans()).isPositive();
			assertThat(report.failedProbes()).isEmpty();
			// there is no web server in this test
			assertThat(probes.values().stream().map(Probe::name).filter(report.unavailableProbes()::containsKey))
				.containsExactly("web.httpSessions");
		});
		assertThat(output).doesNotContain("not eligible for getting processed");
	}

	@Test
	void disablingLeakGuardLeavesNothing() {
		this.contextRunner.withPropertyValues("leakguard.enabled=false")
			.run((context) -> assertThat(context.getBeanDefinitionNames())
				.noneMatch((name) -> name.startsWith("leakGuard")));
	}

	@Test
	void probesWorkUnderLazyInitialization() {
		this.contextRunner.withBean(LazyInitializationBeanFactoryPostProcessor.class)
			.withConfiguration(AutoConfigurations.of(LeakGuardAutoConfiguration.class))
			.run((context) -> {
				Report report = context.getBean(LeakGuard.class).requestScan().get(30, TimeUnit.SECONDS);
				assertThat(report.failedProbes()).isEmpty();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "leakGuardMdcKeysProbe", "leakGuardSchedulersProbe", "leakGuardHikariPoolsProbe",
			"leakGuardWebSocketSessions", "leakGuardOkHttpLeaksProbe", "leakGuardGrpcOrphansProbe",
			"leakGuardCaffeineBrokenKeysProbe" })
	void whatHasToSeeTheStartIsThereAndTheRestIsNot(String bean) {
		this.contextRunner.run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton(bean)).isTrue();
			assertThat(context.getBeanFactory().containsSingleton("leakGuardLoggersProbe")).isFalse();
		});
		this.contextRunner.withBean(LazyInitializationBeanFactoryPostProcessor.class)
			.run((context) -> assertThat(context.getBeanFactory().containsSingleton(bean)).isTrue());
	}

	@Test
	void aPropertyOfAProbeThatIsOutOfRangeIsRefusedAtTheStart() {
		this.contextRunner.withPropertyValues("leakguard.probe.hikari.held-after=1ms")
			// as a SpringApplication does
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("leakguard.probe.hikari.held-after"));
	}

	@ParameterizedTest
	@CsvSource({ "com.zaxxer.hikari, leakGuardHikariPoolsProbe", "io.micrometer, leakGuardMetersProbe",
			"com.github.benmanes.caffeine, leakGuardCaffeineBeansProbe", "com.google.common, leakGuardEventBusProbe",
			"reactor.core, leakGuardSinksProbe", "com.mongodb, leakGuardMongoCursorsProbe",
			"org.apache.hc, leakGuardHttpClientPoolsProbe", "org.eclipse.jetty, leakGuardJettyClientsProbe",
			"ch.qos.logback, leakGuardLoggersProbe", "ch.qos.logback, leakGuardMdcKeysProbe",
			"org.springframework.security, leakGuardSessionRegistryProbe",
			"org.springframework.data, leakGuardRepositoryStreams",
			"org.springframework.web.socket, leakGuardWebSocketSessions",
			"org.apache.catalina, leakGuardHttpSessionsProbe", "org.springframework.cache, leakGuardCachesProbe",
			"org.apache.commons.pool2, leakGuardCommonsPoolsProbe", "org.apache.commons.dbcp2, leakGuardDbcpPoolsProbe",
			"org.apache.tomcat.jdbc, leakGuardTomcatJdbcPoolsProbe", "io.lettuce, leakGuardLettuceConnectionsProbe",
			"org.quartz, leakGuardQuartzJobsProbe", "org.hibernate, leakGuardHibernateStatisticsProbe",
			"reactor.core, leakGuardSchedulersProbe", "ch.qos.logback, leakGuardAppendersProbe",
			"okhttp3, leakGuardOkHttpLeaksProbe", "io.grpc, leakGuardGrpcOrphansProbe",
			"org.apache.kafka, leakGuardKafkaClientsProbe", "io.r2dbc, leakGuardR2dbcPoolsProbe",
			"org.messaginghub, leakGuardJmsPoolsProbe" })
	void withoutItsLibraryAProbeIsAbsent(String library, String bean) {
		this.contextRunner.run((context) -> assertThat(context).hasBean(bean));
		this.contextRunner.withClassLoader(new FilteredClassLoader(library)).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(bean);
			assertThat(context.getBeansOfType(Probe.class)).isNotEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "listeners, leakGuardApplicationListenersProbe", "scheduled-tasks, leakGuardScheduledTasksProbe",
			"beans, leakGuardBeanMapsProbe", "executors, leakGuardExecutorBeanPostProcessor",
			"hikari, leakGuardHikariPoolsProbe", "r2dbc-pool, leakGuardR2dbcPoolsProbe",
			"http-client-pools, leakGuardJettyClientsProbe", "emitters, leakGuardEmitterHandlerBeanPostProcessor" })
	void aProbeCanBeDisabled(String name, String bean) {
		this.contextRunner.run((context) -> assertThat(context).hasBean(bean));
		this.contextRunner.withPropertyValues("leakguard.probe." + name + ".enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(bean));
	}

	/**
	 * The container looks at all methods of a configuration, those of lambdas included,
	 * before it asks for conditions of its methods.
	 */
	@Test
	void noConfigurationNeedsALibraryThatItDoesNotAskFor() {
		for (Class<?> outer : probes()) {
			Stream.concat(Stream.of(outer), Arrays.stream(outer.getDeclaredClasses()))
				.filter((type) -> !type.isAnnotationPresent(ConditionalOnClass.class))
				.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
				.forEach((method) -> assertThat(
						Stream.concat(Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes())))
					.as(method.toString())
					.allMatch((type) -> type.isPrimitive() || ALWAYS_THERE.matcher(type.getName()).lookingAt()));
		}
	}

	private static Class<?>[] probes() {
		List<String> names = ImportCandidates.load(AutoConfiguration.class, null).getCandidates();
		return Stream.of(names.toArray(String[]::new))
			.filter((name) -> name.startsWith("io.leakguard.autoconfigure.probe."))
			.map(ProbeAutoConfigurationsTests::load)
			.toArray(Class<?>[]::new);
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, ProbeAutoConfigurationsTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@EnableWebMvc
	static class Mvc {

	}

}
