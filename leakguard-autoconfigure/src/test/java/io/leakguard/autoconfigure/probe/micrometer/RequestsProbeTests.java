package io.leakguard.autoconfigure.probe.micrometer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestsProbe}.
 */
class RequestsProbeTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final MockClock clock = new MockClock();

	private final RequestsProbe probe = new RequestsProbe(this.beanFactory);

	@Test
	void requestsOfAllKindsAreWork() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.beanFactory.registerSingleton("registry", registry);
		assertThat(load()).isZero();
		registry.timer("http.server.requests", "uri", "/orders").record(Duration.ofMillis(1));
		registry.timer("http.server.requests", "uri", "/orders").record(Duration.ofMillis(1));
		assertThat(load()).isEqualTo(2);
		registry.timer("http.server.requests", "uri", "/export").record(Duration.ofMillis(1));
		registry.timer("http.client.requests").record(Duration.ofMillis(1));
		assertThat(load()).isEqualTo(3);
	}

	@Test
	void requestsOfANewKindAreNotWorkThatComesAllAtOnceLater() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.beanFactory.registerSingleton("registry", registry);
		registry.timer("http.server.requests", "uri", "/health").record(Duration.ofMillis(1));
		assertThat(load()).isEqualTo(1);
		for (int scan = 1; scan <= 30; scan++) {
			registry.timer("http.server.requests", "uri", "/orders").record(Duration.ofMillis(1));
			assertThat(load()).isEqualTo(1 + scan);
		}
	}

	@Test
	void aRequestThatIsInTwoRegistriesCountsOnce() {
		for (String name : new String[] { "one", "two" }) {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			registry.timer("http.server.requests").record(Duration.ofMillis(1));
			this.beanFactory.registerSingleton(name, registry);
		}
		assertThat(load()).isEqualTo(1);
	}

	@Test
	void whatIsCountedInStepsIsNoRunningTotal() {
		StepMeterRegistry step = step();
		SimpleMeterRegistry simple = new SimpleMeterRegistry(new SimpleConfig() {

			@Override
			public @Nullable String get(String key) {
				return null;
			}

			@Override
			public CountingMode mode() {
				return CountingMode.STEP;
			}

		}, this.clock);
		this.beanFactory.registerSingleton("step", step);
		this.beanFactory.registerSingleton("simple", simple);
		for (MeterRegistry registry : List.of(step, simple)) {
			registry.timer("http.server.requests").record(Duration.ofMillis(1));
		}
		this.clock.add(Duration.ofMinutes(1));
		assertThat(step.timer("http.server.requests").count()).isOne();
		assertThat(load()).isZero();
	}

	@Test
	void ofACompositeTheRegistryThatHasARunningTotalIsAsked() {
		CompositeMeterRegistry composite = new CompositeMeterRegistry(this.clock, List.of(step()));
		composite.add(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
		composite.add(step());
		this.beanFactory.registerSingleton("composite", composite);
		for (int i = 1; i <= 3; i++) {
			composite.timer("http.server.requests").record(Duration.ofMillis(1));
			this.clock.add(Duration.ofMinutes(1));
			assertThat(load()).isEqualTo(i);
		}
	}

	@Test
	void whatFallsIsNoRunningTotalWhateverItIs() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.beanFactory.registerSingleton("registry", registry);
		registry.timer("http.server.requests", "uri", "/a").record(Duration.ofMillis(1));
		registry.timer("http.server.requests", "uri", "/b").record(Duration.ofMillis(1));
		assertThat(load()).isEqualTo(2);
		registry.remove(registry.timer("http.server.requests", "uri", "/a"));
		for (int i = 0; i < 20; i++) {
			load();
		}
		registry.timer("http.server.requests", "uri", "/b").record(Duration.ofMillis(1));
		assertThat(load()).isZero();
	}

	private StepMeterRegistry step() {
		StepRegistryConfig config = new StepRegistryConfig() {

			@Override
			public String prefix() {
				return "test";
			}

			@Override
			public @Nullable String get(String key) {
				return null;
			}

		};
		return new StepMeterRegistry(config, this.clock) {

			@Override
			protected void publish() {
			}

			@Override
			protected TimeUnit getBaseTimeUnit() {
				return TimeUnit.SECONDS;
			}

		};
	}

	private long load() {
		Census census = new Census(Instant.now(), Attention.NONE, 10, 10);
		this.probe.count(census);
		return census.load();
	}

}
