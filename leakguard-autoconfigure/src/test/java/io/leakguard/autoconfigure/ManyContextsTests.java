package io.leakguard.autoconfigure;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.endpoint.LeaksEndpointAutoConfiguration;
import io.leakguard.autoconfigure.event.LeakEventsAutoConfiguration;
import io.leakguard.autoconfigure.health.LeaksHealthContributorAutoConfiguration;
import io.leakguard.autoconfigure.metrics.LeakMetricsAutoConfiguration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What watches for leaks leaks nothing.
 */
class ManyContextsTests {

	private static final int CONTEXTS = 20;

	@Test
	void twentyContextsLeaveNothingBehind() throws Exception {
		openAndClose();
		// the context of another test may be kept for the next
		List<String> threads = threads();
		Set<String> beans = beans();
		List<WeakReference<Object>> gone = new ArrayList<>();
		for (int i = 0; i < CONTEXTS; i++) {
			gone.addAll(openAndClose());
		}
		// by number: what another test has left may end meanwhile, or capture something
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(threads()).hasSizeLessThanOrEqualTo(threads.size()));
		assertThat(beans()).isEqualTo(beans);
		// holds every class loader that it has seen softly
		((Map<?, ?>) ReflectionTestUtils.getField(SpringFactoriesLoader.class, "cache")).clear();
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			assertThat(gone).extracting(WeakReference::get).containsOnlyNulls();
		});
	}

	private List<WeakReference<Object>> openAndClose() throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		ClassLoader loader = new URLClassLoader(new URL[0], before);
		thread.setContextClassLoader(loader);
		List<WeakReference<Object>> references = new ArrayList<>();
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		try (ConfigurableApplicationContext context = run(meters)) {
			LeakGuard leakGuard = context.getBean(LeakGuard.class);
			leakGuard.requestScan().get();
			assertThat(threads()).contains("leakguard-scan");
			assertThat(meters.find("leakguard.scan").timer()).isNotNull();
			references.add(new WeakReference<>(leakGuard));
			references.add(new WeakReference<>(context));
			references.add(new WeakReference<>(loader));
		}
		finally {
			thread.setContextClassLoader(before);
		}
		assertThat(meters.getMeters()).extracting((meter) -> meter.getId().getName())
			.noneMatch((name) -> name.startsWith("leakguard"));
		return references;
	}

	private ConfigurableApplicationContext run(SimpleMeterRegistry meters) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.properties("leakguard.interval=100ms", "spring.jmx.enabled=true", "spring.main.banner-mode=off",
					"logging.level.root=warn", "management.metrics.use-global-registry=false",
					"management.endpoints.jmx.exposure.include=leaks", "management.endpoints.jmx.domain=leakguard.many")
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(SimpleMeterRegistry.class,
					() -> meters))
			.build();
		// a cache of Spring Boot's holds environments softly, and they what was read with
		// it
		return application.run("--spring.config.location=optional:classpath:/none/");
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("leakguard"))
			.sorted()
			.toList();
	}

	private static Set<String> beans() {
		return ManagementFactory.getPlatformMBeanServer()
			.queryNames(null, null)
			.stream()
			.map(Object::toString)
			.filter((name) -> name.contains("leak"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LeakGuardAutoConfiguration.class, LeaksEndpointAutoConfiguration.class,
			LeakEventsAutoConfiguration.class, LeaksHealthContributorAutoConfiguration.class,
			LeakMetricsAutoConfiguration.class, MetricsAutoConfiguration.class, JmxAutoConfiguration.class,
			EndpointAutoConfiguration.class, JmxEndpointAutoConfiguration.class, JacksonAutoConfiguration.class,
			HealthContributorAutoConfiguration.class })
	static class Application {

	}

}
