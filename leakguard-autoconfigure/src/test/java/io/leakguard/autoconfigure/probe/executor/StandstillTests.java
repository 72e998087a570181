package io.leakguard.autoconfigure.probe.executor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.leakguard.autoconfigure.probe.executor.WorkerThreads.Worker;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Standstill}.
 */
class StandstillTests {

	private static final Duration INTERVAL = Duration.ofSeconds(15);

	private static final int FIVE_MINUTES = 20;

	private static final Culprit POOL = Culprit.ofType("executor `reports`");

	private final Standstill standstill = new Standstill(Duration.ofMinutes(5));

	private Instant now = Instant.parse("2026-11-21T02:00:00Z");

	private long completed = 50;

	@Test
	void tasksWhoseThreadsDoNothingForFiveMinutesAreStuck() {
		work();
		for (int i = 1; i < FIVE_MINUTES; i++) {
			assertThat(look(threads(1, "await"))).isNull();
		}
		Fact fact = look(threads(1, "await"));
		assertThat(fact).isNotNull();
		assertThat(fact.count()).isEqualTo(2);
		assertThat(fact.exact()).isFalse();
		assertThat(fact.culprit().site()).isEqualTo("com.acme.Reports.await(Reports.java:7)");
		assertThat(look(threads(1, "await"))).isNotNull();
		this.completed++;
		assertThat(look(threads(1, "await"))).isNull();
	}

	@Test
	void tasksThatComputeForTwentyMinutesAreNot() {
		work();
		for (int i = 0; i < 4 * FIVE_MINUTES; i++) {
			assertThat(look(threads(1 + i * 100_000_000L, "compute"))).isNull();
		}
	}

	@Test
	void tasksThatGoFromStepToStepAreNot() {
		work();
		for (int i = 0; i < 4 * FIVE_MINUTES; i++) {
			assertThat(look(threads(1, (i % 2 == 0) ? "read" : "write"))).isNull();
		}
	}

	@Test
	void tasksThatWaitAWhileAmongTheirWorkAreNot() {
		work();
		for (int i = 0; i < 4 * FIVE_MINUTES; i++) {
			assertThat(look(threads((i / 8) * 100_000_000L, "query"))).isNull();
		}
	}

	@Test
	void tasksThatLookForTheirEndNowAndThenAreStuck() {
		work();
		for (int i = 1; i < FIVE_MINUTES; i++) {
			assertThat(look(threads(i * 1_000_000L, "poll"))).isNull();
		}
		assertThat(look(threads(FIVE_MINUTES * 1_000_000L, "poll"))).isNotNull();
	}

	@Test
	void tasksThatBeginToWorkAgainAreNoLongerStuck() {
		work();
		for (int i = 0; i <= FIVE_MINUTES; i++) {
			look(threads(1, "await"));
		}
		assertThat(look(threads(1, "await"))).isNotNull();
		assertThat(look(threads(5_000_000_000L, "compute"))).isNull();
	}

	@Test
	void threadsThatCannotBeToldMayTakeAnHour() {
		work();
		for (int i = 1; i < 12 * FIVE_MINUTES; i++) {
			assertThat(look(null)).isNull();
		}
		assertThat(look(null)).isNotNull();
	}

	@Test
	void aPoolThatOnceNeededLongIsGivenTenTimesAsLong() {
		work();
		for (int i = 0; i < FIVE_MINUTES / 2; i++) {
			look(threads(1, "await"));
		}
		this.completed++;
		look(threads(1, "await"));
		for (int i = 0; i < 4 * FIVE_MINUTES; i++) {
			assertThat(look(threads(1, "await"))).isNull();
		}
	}

	/** Two looks: the first says nothing of what was before. */
	private void work() {
		assertThat(look(null)).isNull();
		this.completed++;
		assertThat(look(null)).isNull();
	}

	private @Nullable Fact look(@Nullable WorkerThreads threads) {
		this.now = this.now.plus(INTERVAL);
		return this.standstill.look(this.now, 2, this.completed, 1, () -> threads, POOL);
	}

	private static WorkerThreads threads(long cpuTime, String method) {
		List<StackTraceElement> stack = List.of(new StackTraceElement("com.acme.Reports", method, "Reports.java", 7));
		Worker idle = new Worker(1, List.of(new StackTraceElement("com.acme.Reports", "await", "Reports.java", 7)),
				"com.acme.Reports.await(Reports.java:7)");
		return new WorkerThreads(Map.of(1L, new Worker(cpuTime, stack, stack.get(0).toString()), 2L, idle));
	}

}
