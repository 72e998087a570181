package io.leakguard.autoconfigure.probe.micrometer;

import java.time.Duration;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MetersProbe}.
 */
class MetersProbeTests {

	private static final String NAME = MetersProbe.POPULATION;

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Counts counts = Counts.of(new MetersProbe(this.beanFactory));

	@Test
	void aTagWhoseValuesNeverRepeatIsNamedWithItsMeter() {
		this.beanFactory.registerSingleton("registry", this.registry);
		for (int i = 0; i < 100; i++) {
			request("/users/" + i);
			if (i % 5 == 4) {
				this.counts.scan();
			}
		}
		Group group = this.counts.population(NAME).groups().get(0);
		assertThat(group.culprit().type()).isEqualTo("meter `http.client` tag `uri`");
		assertThat(group.count()).isEqualTo(100);
		assertThat(this.counts.saysOldestNeverLeave(NAME, "http.client")).isTrue();
		assertThat(this.counts.population(NAME).kind()).isEqualTo(Kind.METER_TAGS_UNBOUNDED);
	}

	@Test
	void aCapMakesTheMetersLevelOff() {
		this.beanFactory.registerSingleton("registry", this.registry);
		this.registry.config()
			.meterFilter(MeterFilter.maximumAllowableTags("http.client", "uri", 30, MeterFilter.deny()));
		for (int i = 0; i < 500; i++) {
			request("/users/" + i);
			this.counts.scan();
		}
		assertThat(this.counts.count(NAME, "http.client")).isEqualTo(30);
	}

	@Test
	void tagsWithFewValuesMakeNoGroup() {
		this.beanFactory.registerSingleton("registry", this.registry);
		for (int i = 0; i < 500; i++) {
			request("/users/{id}");
		}
		assertThat(this.counts.scan().population(NAME).groups()).isEmpty();
		assertThat(this.counts.population(NAME).count()).isOne();
	}

	@Test
	void aCompositeIsNotCountedTwice() {
		this.beanFactory.registerSingleton("registry", this.registry);
		CompositeMeterRegistry composite = new CompositeMeterRegistry();
		composite.add(this.registry);
		this.beanFactory.registerSingleton("composite", composite);
		for (int i = 0; i < 20; i++) {
			composite.counter("many", "number", "" + i);
		}
		assertThat(this.counts.scan().population(NAME).count()).isEqualTo(20);
	}

	private void request(String uri) {
		Timer.builder("http.client")
			.tag("uri", uri)
			.tag("method", "GET")
			.register(this.registry)
			.record(Duration.ofMillis(1));
	}

}
