package io.leakguard.scan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.leakguard.finding.ProbeTime;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbePace} and what {@link ProbeRoster} makes of it.
 */
class ProbePaceTests {

	private static final Duration INTERVAL = Duration.ofSeconds(2);

	private long computed;

	private final ProbeRoster roster = new ProbeRoster(3, INTERVAL, () -> this.computed);

	@Test
	void aProbeThatTakesMoreThanItsShareIsAskedLessOften() {
		Slow slow = new Slow("slow", Duration.ofMillis(120));
		Slow quick = new Slow("quick", Duration.ofMillis(1));
		this.roster.add(slow);
		this.roster.add(quick);
		for (int i = 0; i < 20; i++) {
			scan(Attention.NONE);
		}
		assertThat(quick.asked).isEqualTo(20);
		assertThat(slow.asked).isBetween(5, 7);
	}

	@Test
	void whatItCountedLastStandsInForItAndIsNotFresh() {
		this.roster.add(new Slow("slow", Duration.ofMillis(120)));
		scan(Attention.NONE);
		assertThat(scan(Attention.NONE).populations()).extracting(Population::isFresh).containsExactly(true);
		Census third = scan(Attention.NONE);
		assertThat(third.populations()).extracting(Population::name).containsExactly("slow");
		assertThat(third.populations()).extracting(Population::count).containsExactly(2L);
		assertThat(third.populations()).extracting(Population::isFresh).containsExactly(false);
		assertThat(third.load()).isEqualTo(7);
	}

	@Test
	void underSuspicionItIsAskedInEveryScan() {
		Slow slow = new Slow("slow", Duration.ofMillis(120));
		this.roster.add(slow);
		for (int i = 0; i < 10; i++) {
			scan(new Attention(Map.of("slow", Set.of(""))));
		}
		assertThat(slow.asked).isEqualTo(10);
	}

	@Test
	void itIsNeverLeftOutForLong() {
		Slow slow = new Slow("slow", Duration.ofMinutes(5));
		this.roster.add(slow);
		for (int i = 0; i < 23; i++) {
			scan(Attention.NONE);
		}
		assertThat(slow.asked).isEqualTo(3);
	}

	@Test
	void theFirstAnswerCountsForNothing() {
		Slow slow = new Slow("slow", Duration.ofSeconds(1));
		this.roster.add(slow);
		scan(Attention.NONE);
		slow.takes = Duration.ofMillis(1);
		for (int i = 0; i < 9; i++) {
			scan(Attention.NONE);
		}
		assertThat(slow.asked).isEqualTo(10);
	}

	@Test
	void theSlowestAreTold() {
		for (int i = 0; i < 8; i++) {
			this.roster.add(new Slow("probe" + i, Duration.ofMillis(i)));
		}
		scan(Attention.NONE);
		List<ProbeTime> slowest = this.roster.slowest();
		assertThat(slowest).hasSize(5);
		assertThat(slowest).extracting(ProbeTime::median).isSortedAccordingTo((one, other) -> other.compareTo(one));
	}

	private Census scan(Attention attention) {
		Census census = new Census(Instant.EPOCH, attention, 100, 10);
		this.roster.ask(census, () -> true);
		return census;
	}

	/** Computes for a given time. */
	private final class Slow implements Probe {

		private final String name;

		private Duration takes;

		private int asked;

		Slow(String name, Duration takes) {
			this.name = name;
			this.takes = takes;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public void count(Census census) {
			this.asked++;
			ProbePaceTests.this.computed += this.takes.toNanos();
			census.load(7);
			census.population(this.name, Kind.REGISTRY_GROWS, Unit.OBJECTS).count(this.asked);
		}

	}

}
