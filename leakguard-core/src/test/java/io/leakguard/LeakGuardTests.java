package io.leakguard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.finding.PopulationReading;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeakGuard}.
 */
class LeakGuardTests {

	private final AtomicInteger closed = new AtomicInteger();

	@Test
	void probesOfASourceAreMadeByTheFirstScanAndClosedWithIt() {
		List<Probe> made = new ArrayList<>();
		try (LeakGuard leakGuard = LeakGuard.builder().probes("things", () -> {
			made.add(new Things());
			return made;
		}).build()) {
			assertThat(made).isEmpty();
			leakGuard.engine().scanNow();
			assertThat(leakGuard.report().populations()).extracting(PopulationReading::name).contains("things");
			assertThat(this.closed).hasValue(0);
		}
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void probesThatAreMadeTooLateAreClosedAtOnce() {
		LeakGuard leakGuard = LeakGuard.builder().probes("things", () -> List.of(new Things())).build();
		leakGuard.close();
		assertThat(this.closed).hasValue(0);
		leakGuard.engine().scanNow();
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void collectorsOfASourceAreMadeWhenSomebodyAsks() {
		AtomicInteger made = new AtomicInteger();
		try (LeakGuard leakGuard = LeakGuard.builder().collector(collector("origins")).collectors(() -> {
			made.incrementAndGet();
			return List.of(collector("origins"), collector("histogram"));
		}).build()) {
			leakGuard.engine().scanNow();
			assertThat(made).as("nothing is suspected").hasValue(0);
			assertThat(leakGuard.evidenceDesk().collectors()).containsExactly("origins", "histogram");
			assertThat(leakGuard.evidenceDesk().collectors()).hasSize(2);
			assertThat(made).hasValue(1);
		}
	}

	@Test
	void collectorsThatNobodyNeededAreNotMadeToBeClosed() {
		AtomicInteger made = new AtomicInteger();
		LeakGuard.builder().collectors(() -> {
			made.incrementAndGet();
			return List.of();
		}).build().close();
		assertThat(made).hasValue(0);
	}

	@Test
	void collectorsThatCannotBeMadeStopNothing() {
		try (LeakGuard leakGuard = LeakGuard.builder().collectors(() -> {
			throw new IllegalStateException("broken");
		}).collectors(() -> List.of(collector("histogram"))).build()) {
			assertThat(leakGuard.evidenceDesk().collectors()).containsExactly("histogram");
			leakGuard.engine().scanNow();
			assertThat(leakGuard.report().scans()).isOne();
		}
	}

	private static EvidenceCollector collector(String name) {
		EvidenceCollector collector = mock(EvidenceCollector.class);
		given(collector.name()).willReturn(name);
		return collector;
	}

	private final class Things implements Probe, AutoCloseable {

		@Override
		public String name() {
			return "things";
		}

		@Override
		public void count(Census census) {
			census.population("things", Kind.COLLECTION_GROWS, Unit.ENTRIES).count(7);
		}

		@Override
		public void close() {
			LeakGuardTests.this.closed.incrementAndGet();
		}

	}

}
