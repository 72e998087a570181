package io.leakguard.autoconfigure.probe.context;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ScheduledTasksProbe}.
 */
class ScheduledTasksProbeTests {

	private static final String NAME = ScheduledTasksProbe.POPULATION;

	private static final String TICK = PerRequest.class.getName() + ".tick";

	@Test
	void aTaskOfEveryPrototypeIsCountedByItsMethod() {
		try (AnnotationConfigApplicationContext context = context()) {
			Counts counts = Counts.of(new ScheduledTasksProbe(context.getBeanFactory()));
			for (int i = 0; i < 20; i++) {
				context.getBean(PerRequest.class);
				counts.scan();
			}
			assertThat(counts.count(NAME, TICK)).isEqualTo(20);
			assertThat(counts.saysOldestNeverLeave(NAME, TICK)).isTrue();
			assertThat(counts.population(NAME).kind()).isEqualTo(Kind.SCHEDULED_TASK_NOT_CANCELLED);
			assertThat(counts.population(NAME).groups()).hasSize(1);
		}
	}

	@Test
	void prototypesThatAreDestroyedTakeTheirTasksWithThem() {
		try (AnnotationConfigApplicationContext context = context()) {
			Counts counts = Counts.of(new ScheduledTasksProbe(context.getBeanFactory()));
			List<PerRequest> open = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				open.add(context.getBean(PerRequest.class));
				counts.scan();
				if (open.size() == 5) {
					open.forEach(context.getBeanFactory()::destroyBean);
					open.clear();
				}
			}
			assertThat(counts.scan().population(NAME).groups()).isEmpty();
			assertThat(counts.population(NAME).count()).isOne();
		}
	}

	@Test
	void withoutSchedulingNothingIsCounted() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.refresh();
			assertThat(Counts.of(new ScheduledTasksProbe(context.getBeanFactory())).scan().has(NAME)).isFalse();
		}
	}

	private static AnnotationConfigApplicationContext context() {
		return new AnnotationConfigApplicationContext(Scheduling.class, Once.class, PerRequest.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	static class Once {

		@Scheduled(fixedDelay = 3_600_000, initialDelay = 3_600_000)
		void once() {
		}

	}

	@Scope("prototype")
	static class PerRequest {

		@Scheduled(fixedDelay = 3_600_000, initialDelay = 3_600_000)
		void tick() {
		}

	}

}
