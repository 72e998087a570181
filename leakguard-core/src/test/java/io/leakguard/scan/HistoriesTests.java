package io.leakguard.scan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.leakguard.history.History;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoriesTests {

	private final Histories histories = new Histories(10);

	private final Instant begin = Instant.parse("2026-11-21T10:00:00Z");

	private Instant now = this.begin;

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
		this.histories.extend(List.of(other), Attention.NONE, this.now, this.scan);
		assertThat(this.histories.of("other", "")).isNotNull();
	}

	private void extend(long count, boolean begunAnew) {
		this.now = this.now.plusSeconds(15);
		this.scan++;
		this.histories.extend(List.of(population("hint", count, begunAnew)), Attention.NONE, this.now, this.scan);
	}

	@Test
	void whatIsGoneGivesWayToWhatIsNew() {
		scan(Attention.NONE, counts(0, 10));
		for (int i = 0; i <= Series.GONE_AFTER; i++) {
			scan(Attention.NONE, counts(5, 10));
		}
		assertThat(this.histories.missing()).isZero();
		scan(Attention.NONE, counts(5, 20));
		assertThat(known(0, 5)).isEmpty();
		assertThat(known(5, 20)).hasSize(10).contains("p5", "p9");
		assertThat(this.histories.missing()).isEqualTo(5);
		assertThat(this.histories.size()).isEqualTo(10);
	}

	@Test
	void whatWasGoneLongestGivesWayFirst() {
		scan(Attention.NONE, counts(0, 10));
		scan(Attention.NONE, counts(1, 10));
		for (int i = 0; i <= Series.GONE_AFTER; i++) {
			scan(Attention.NONE, counts(2, 10));
		}
		scan(Attention.NONE, counts(2, 11));
		assertThat(known(0, 11)).doesNotContain("p0").contains("p1", "p10");
	}

	@Test
	void whatHasJustComeDoesNotGiveWay() {
		for (int i = 0; i < Series.UNMOVED; i++) {
			scan(Attention.NONE, counts(0, 15));
		}
		assertThat(known(0, 15)).containsExactlyElementsOf(names(0, 10));
		assertThat(this.histories.missing()).isEqualTo(5);
	}

	@Test
	void whatNeverMovesGivesWayInTurn() {
		Set<String> everKnown = new HashSet<>();
		for (int i = 0; i < 4 * Series.UNMOVED; i++) {
			scan(Attention.NONE, counts(0, 15));
			everKnown.addAll(known(0, 15));
			assertThat(this.histories.size()).isEqualTo(10);
			assertThat(this.histories.missing()).isEqualTo(5);
		}
		assertThat(everKnown).containsExactlyInAnyOrderElementsOf(names(0, 15));
	}

	@Test
	void whatAProbeDoesNotTellForAFewScansKeepsItsPlace() {
		scan(Attention.NONE, counts(0, 10));
		for (int i = 0; i < Series.GONE_AFTER; i++) {
			scan(Attention.NONE, counts(5, 20));
		}
		assertThat(known(0, 5)).hasSize(5);
		scan(Attention.NONE, counts(0, 20));
		assertThat(known(0, 10)).hasSize(10);
	}

	@Test
	void howeverManyTheyAreEachHasItsTurn() {
		Set<String> everKnown = new HashSet<>();
		for (int i = 0; i < 8 * Series.UNMOVED; i++) {
			scan(Attention.NONE, counts(0, 45));
			everKnown.addAll(known(0, 45));
		}
		assertThat(everKnown).hasSize(45);
	}

	@Test
	void whatMovesOnceADayIsKeptAndWhatMovesNoMoreIsNot() {
		int day = 24 * 60;
		for (int minute = 0; minute < 3 * day; minute++) {
			Map<String, Long> counts = counts(0, 15);
			counts.put("p3", (minute + day - 2L) / (day - 1));
			counts.put("p4", (minute < day) ? minute : (long) day);
			scan(Attention.NONE, Duration.ofMinutes(1), counts);
		}
		History slow = this.histories.of("p3", "");
		assertThat(slow).isNotNull();
		assertThat(slow.start()).isEqualTo(this.begin.plus(Duration.ofMinutes(1)));
		History still = this.histories.of("p4", "");
		assertThat(still == null || still.start().isAfter(this.begin.plus(Duration.ofDays(2)))).isTrue();
	}

	@Test
	void whatIsUnderSuspicionNeverGivesWay() {
		Attention attention = new Attention(Map.of("p3", Set.of(""), "p4", Set.of("some group")));
		for (int i = 0; i < 2 * Series.UNMOVED; i++) {
			scan(attention, counts(0, 15));
		}
		assertThat(List.of("p3", "p4")).allSatisfy((name) -> assertThat(this.histories.of(name, "")).isNotNull()
			.extracting(History::start)
			.isEqualTo(this.begin.plusSeconds(15)));
		for (int i = 0; i < Series.UNMOVED / 2; i++) {
			scan(attention, counts(5, 15));
		}
		assertThat(known(0, 5)).containsExactly("p3", "p4");
	}

	@Test
	void aGroupGivesWayBeforeAPopulationAsAWhole() {
		for (int i = 0; i <= Series.UNMOVED; i++) {
			Map<String, Long> counts = counts(0, 5);
			counts.put("grouped", 4L);
			if (i == Series.UNMOVED) {
				counts.put("new", 1L);
			}
			scan(Attention.NONE, counts);
		}
		assertThat(this.histories.of("new", "")).isNotNull();
		assertThat(this.histories.of("grouped", "")).isNotNull();
		assertThat(known(0, 5)).hasSize(5);
		assertThat(this.histories.missing()).isOne();
	}

	private static Map<String, Long> counts(int from, int to) {
		Map<String, Long> counts = new LinkedHashMap<>();
		names(from, to).forEach((name) -> counts.put(name, 7L));
		return counts;
	}

	private static List<String> names(int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> "p" + i).toList();
	}

	private List<String> known(int from, int to) {
		return names(from, to).stream().filter((name) -> this.histories.of(name, "") != null).toList();
	}

	private void scan(Attention attention, Map<String, Long> counts) {
		scan(attention, Duration.ofSeconds(15), counts);
	}

	/** A population of the name "grouped" has four groups. */
	private void scan(Attention attention, Duration later, Map<String, Long> counts) {
		this.now = this.now.plus(later);
		this.scan++;
		List<Population> populations = new ArrayList<>();
		counts.forEach((name, count) -> populations.add(population(name, count, false)));
		this.histories.extend(populations, attention, this.now, this.scan);
		this.histories.forgetTheUnread(this.scan);
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
			if (this.name.equals("grouped")) {
				List.of("a", "b", "c", "d").forEach((group) -> builder.group(Group.of(group, 1)));
			}
			if (this.begunAnew) {
				builder.begunAnew();
			}
		}

	}

}
