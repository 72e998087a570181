package io.leakguard.autoconfigure.probe.harvest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Recurrence;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Harvest}.
 */
class HarvestTests {

	private static final Culprit CHANNEL = Culprit.ofType("Channel");

	private final Harvest harvest = new Harvest();

	private Instant now = Instant.parse("2026-11-21T10:00:00Z");

	private Census census = new Census(this.now, Attention.NONE, 10, 10);

	@Test
	void aSingleReportIsToldForAnHour() throws Exception {
		this.harvest.add(CHANNEL);
		assertThat(factsAfter(Duration.ZERO)).singleElement().extracting(Fact::count).isEqualTo(1L);
		assertThat(factsAfter(Duration.ofMinutes(59))).hasSize(1);
		assertThat(factsAfter(Duration.ofMinutes(2))).isEmpty();
		assertThat(this.census.populations()).as("the number stays").singleElement().satisfies((population) -> {
			assertThat(population.count()).isEqualTo(1);
			assertThat(population.unit()).isEqualTo(Unit.EVENTS);
		});
	}

	@Test
	void oneReportAnHourIsToldForAsLongAsItGoesOn() throws Exception {
		for (int hour = 1; hour <= 48; hour++) {
			this.harvest.add(CHANNEL);
			assertThat(factsAfter(Duration.ofMinutes(30))).hasSize(1);
			assertThat(factsAfter(Duration.ofMinutes(30))).singleElement()
				.extracting(Fact::count)
				.isEqualTo((long) hour);
		}
		assertThat(factsAfter(Duration.ofHours(2))).hasSize(1);
		assertThat(factsAfter(Duration.ofHours(2))).isEmpty();
	}

	@Test
	void whatWasFrequentEndsSoonAfterItWasMended() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.harvest.add(CHANNEL);
			assertThat(factsAfter(Duration.ofSeconds(15))).hasSize(1);
		}
		assertThat(factsAfter(Duration.ofMinutes(6))).isEmpty();
	}

	@Test
	void whatComesBackIsCountedAnew() throws Exception {
		this.harvest.add(CHANNEL);
		this.harvest.add(CHANNEL);
		factsAfter(Duration.ZERO);
		assertThat(factsAfter(Duration.ofMinutes(11))).isEmpty();
		this.harvest.add(CHANNEL);
		assertThat(factsAfter(Duration.ofMinutes(1))).singleElement().satisfies((fact) -> {
			assertThat(fact.count()).isEqualTo(1);
			assertThat(fact.since()).isEqualTo(this.now);
		});
		assertThat(this.census.populations().get(0).count()).isEqualTo(3);
	}

	@Test
	void anotherCulpritDoesNotKeepTheFirstAlive() throws Exception {
		this.harvest.add(CHANNEL);
		factsAfter(Duration.ZERO);
		for (int i = 0; i < 13; i++) {
			this.harvest.add(Culprit.ofType("Response"));
			factsAfter(Duration.ofMinutes(5));
		}
		assertThat(factsAfter(Duration.ZERO)).singleElement()
			.extracting((fact) -> fact.culprit().type())
			.isEqualTo("Response");
	}

	@Test
	void whereEqualReportsComeOnceAReportIsToldForADay() throws Exception {
		Harvest once = new Harvest(Recurrence.LONGEST);
		once.add(CHANNEL);
		assertThat(facts(once, Duration.ZERO)).hasSize(1);
		assertThat(facts(once, Duration.ofHours(23))).hasSize(1);
		assertThat(facts(once, Duration.ofHours(2))).isEmpty();
	}

	private List<Fact> factsAfter(Duration pause) throws Exception {
		return facts(this.harvest, pause);
	}

	private List<Fact> facts(Harvest harvest, Duration pause) throws Exception {
		this.now = this.now.plus(pause);
		this.census = new Census(this.now, Attention.NONE, 10, 10);
		this.census.take(new Probe() {

			@Override
			public String name() {
				return "reports";
			}

			@Override
			public void count(Census census) {
				harvest.count(census, "reports", Kind.NOT_CLOSED, "were lost");
			}

		});
		return this.census.populations().get(0).facts();
	}

}
