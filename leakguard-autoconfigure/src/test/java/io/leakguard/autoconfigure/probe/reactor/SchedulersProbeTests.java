package io.leakguard.autoconfigure.probe.reactor;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SchedulersProbe}.
 */
class SchedulersProbeTests {

	private static final String NAME = SchedulersProbe.POPULATION;

	private final SchedulersProbe probe = new SchedulersProbe();

	private final Counts counts = Counts.of(this.probe);

	private final List<Scheduler> kept = new ArrayList<>();

	@BeforeEach
	void listen() {
		this.probe.afterPropertiesSet();
	}

	@AfterEach
	void dispose() {
		this.kept.forEach(Scheduler::dispose);
		this.probe.destroy();
	}

	@Test
	void schedulersThatAreNotDisposedAreCountedByThePlaceThatMadeThem() {
		for (int i = 0; i < 30; i++) {
			this.kept.add(Schedulers.newSingle("orders", true));
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).kind()).isEqualTo(Kind.EXECUTOR_NOT_SHUT_DOWN);
		Group group = this.counts.population(NAME).groups().get(0);
		assertThat(group.count()).isEqualTo(30);
		assertThat(group.culprit().type()).isEqualTo("reactor.core.scheduler.SingleScheduler");
		assertThat(group.culprit().site()).contains("SchedulersProbeTests.schedulersThatAreNotDisposed");
		assertThat(this.counts.saysOldestNeverLeave(NAME, group.key())).isTrue();
	}

	@Test
	void schedulersThatAreDisposedAreNot() {
		for (int i = 0; i < 30; i++) {
			Scheduler scheduler = Schedulers.newParallel("orders", 2, true);
			assertThat(this.counts.scan().population(NAME).count()).isEqualTo(2);
			scheduler.dispose();
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
	}

	@Test
	void anElasticSchedulerIsCountedWhenItWorks() {
		Scheduler scheduler = Schedulers.newBoundedElastic(2, 10, "orders", 60, true);
		this.kept.add(scheduler);
		scheduler.schedule(() -> {
		});
		assertThat(this.counts.scan().population(NAME).count()).isOne();
	}

}
