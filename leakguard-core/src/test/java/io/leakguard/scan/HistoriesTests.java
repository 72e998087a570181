package io.leakguard.scan;

import java.time.Instant;

import io.leakguard.history.History;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoriesTests {

	private final Histories histories = new Histories(10);

	private Instant now = Instant.parse("2026-11-21T10:00:00Z");

	private long scan;

	@Test
	void aPopulationThatBeginsAnewHasNoPast() {
		extend(1, false);
		extend(2, false);
		assertThat(history().scanCount()).isEqualTo(2);
		extend(3, true);
		assertThat(history().scanCount()).isEqualTo(1);
		assertThat(history().baseline()).isEqualTo(3);
	}

	@Test
	void whatBeganAnewTakesNoRoomTwice() {
		for (int i = 0; i < 100; i++) {
			extend(i, true);
		}
		Population other = population("other", 1, false);
		this.histories.extend(other, this.now, this.scan);
		assertThat(this.histories.of("other", "")).isNotNull();
	}

	private void extend(long count, boolean begunAnew) {
		this.now = this.now.plusSeconds(15);
		this.scan++;
		this.histories.extend(population("hint", count, begunAnew), this.now, this.scan);
	}

	private Population population(String name, long count, boolean begunAnew) {
		Census census = new Census(this.now, Attention.NONE, 10, 10);
		try {
			census.take(new Counting(name, count, begunAnew));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return census.populations().get(0);
	}

	private History history() {
		History history = this.histories.of("hint", "");
		assertThat(history).isNotNull();
		return history;
	}

	private record Counting(String name, long number, boolean begunAnew) implements Probe {

		@Override
		public void count(Census census) {
			Population.Builder builder = census.population(this.name, Kind.HEAP_GROWS, Unit.BYTES).count(this.number);
			if (this.begunAnew) {
				builder.begunAnew();
			}
		}

	}

}
