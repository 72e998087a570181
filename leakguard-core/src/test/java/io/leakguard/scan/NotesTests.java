package io.leakguard.scan;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Notes}.
 */
class NotesTests {

	private final Notes notes = new Notes(ScanSettings.defaults());

	@Test
	void nothingIsSaidWhereAllIsJudged() throws Exception {
		assertThat(this.notes.of(grouped(20, 2), 2000, 0)).isEmpty();
	}

	@Test
	void aHandfulIsNamedTheLargestFirstAndTheRestIsCounted() throws Exception {
		List<String> said = this.notes.of(grouped(25, 4), 100, 0);
		assertThat(said).hasSize(11);
		assertThat(said.get(0)).isEqualTo("the 2 largest of 4 groups of 'p24' are judged (leakguard.scan.max-groups), "
				+ "and not the 2 others with 50 members");
		assertThat(said.get(10))
			.isEqualTo("the smaller groups of 15 further populations are not judged for themselves");
	}

	@Test
	void membersThatThereWasNoRoomForAreTold() throws Exception {
		List<Population> populations = count((census) -> census.population("things", Kind.NOT_CLOSED, Unit.OBJECTS)
			.group(Group.of("(other)", 745))
			.together(745));
		assertThat(this.notes.of(populations, 100, 0)).containsExactly("745 members of 'things' are of groups that "
				+ "there was no room for, and are judged as one (leakguard.tracking.max-groups)");
	}

	@Test
	void missingHistoriesAreTold() {
		assertThat(this.notes.of(List.of(), 2000, 132)).singleElement()
			.asString()
			.startsWith("growth of 132 of 2132 populations and groups is not judged now");
	}

	private static List<Population> grouped(int populations, int groups) throws Exception {
		return count((census) -> {
			for (int i = 0; i < populations; i++) {
				Population.Builder builder = census.population("p" + i, Kind.COLLECTION_GROWS, Unit.ENTRIES);
				for (int group = 0; group < groups; group++) {
					builder.group(Group.of("g" + group, i + 1));
				}
			}
		});
	}

	private static List<Population> count(Consumer<Census> counting) throws Exception {
		Census census = new Census(Instant.EPOCH, Attention.NONE, 100, 2);
		census.take(new Counting(counting));
		return census.populations();
	}

	private record Counting(Consumer<Census> counting) implements Probe {

		@Override
		public String name() {
			return "counting";
		}

		@Override
		public void count(Census census) {
			this.counting.accept(census);
		}

	}

}
