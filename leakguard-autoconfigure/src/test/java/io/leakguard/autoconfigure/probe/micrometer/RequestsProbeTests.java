package io.leakguard.autoconfigure.probe.micrometer;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestsProbe}.
 */
class RequestsProbeTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

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
		for (int i = 0; i < 20; i++) {
			load();
		}
		assertThat(load()).isEqualTo(3);
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

	private long load() {
		Census census = new Census(Instant.now(), Attention.NONE, 10, 10);
		this.probe.count(census);
		return census.load();
	}

}
