package io.leakguard.autoconfigure.probe.context;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShutdownHandlersProbe}.
 */
class ShutdownHandlersProbeTests {

	private static final String ACTION = ShutdownHandlersProbeTests.class.getName() + "$Export";

	private static final String CONTEXT = "org.springframework.context.annotation.AnnotationConfigApplicationContext";

	private final Counts counts = Counts.of(new ShutdownHandlersProbe());

	private final List<Runnable> added = new ArrayList<>();

	@AfterEach
	void remove() {
		this.added.forEach(SpringApplication.getShutdownHandlers()::remove);
	}

	@Test
	void actionsThatAreAddedAgainAndAgainAreCountedByTheirClass() {
		for (int i = 0; i < 30; i++) {
			this.added.add(new Export());
			SpringApplication.getShutdownHandlers().add(this.added.get(i));
			this.counts.scan();
		}
		assertThat(this.counts.population(ShutdownHandlersProbe.HANDLERS).kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		assertThat(this.counts.count(ShutdownHandlersProbe.HANDLERS, ACTION)).isEqualTo(30);
		assertThat(this.counts.saysOldestNeverLeave(ShutdownHandlersProbe.HANDLERS, ACTION)).isTrue();
	}

	@Test
	void actionsThatAreRemovedAreNot() {
		for (int i = 0; i < 30; i++) {
			Export action = new Export();
			SpringApplication.getShutdownHandlers().add(action);
			this.counts.scan();
			SpringApplication.getShutdownHandlers().remove(action);
		}
		assertThat(this.counts.scan().count(ShutdownHandlersProbe.HANDLERS, ACTION)).isZero();
	}

	@Test
	void contextsAreCountedUntilTheyAreClosed() {
		long before = this.counts.scan().count(ShutdownHandlersProbe.CONTEXTS, CONTEXT);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Object.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("leakguard.enabled=false")
			.run();
		assertThat(this.counts.scan().count(ShutdownHandlersProbe.CONTEXTS, CONTEXT)).isEqualTo(before + 1);
		context.close();
		assertThat(this.counts.scan().count(ShutdownHandlersProbe.CONTEXTS, CONTEXT)).isEqualTo(before);
	}

	static final class Export implements Runnable {

		@Override
		public void run() {
		}

	}

}
