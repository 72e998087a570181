package io.leakguard.bench;

import java.util.List;

import io.leakguard.bench.LeakBench.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A quick part of {@link LeakBench} in each build, and the whole with the profile
 * {@code leakbench}: real applications in processes of their own, at full length.
 */
class LeakBenchTests {

	@Test
	void aLeakIsConfirmedAndItsMendedTwinAndAHealthyBehaviourAreQuiet() throws Exception {
		List<Row> rows = play("A01", "A01-mended", "H11", "--parallel", "3");
		assertThat(rows).extracting(Row::id).containsExactly("A01", "A01-mended", "H11");
		assertThat(rows).extracting(Row::healthy).containsExactly(false, true, true);
		assertThat(rows).allSatisfy(LeakBenchTests::isRight);
	}

	@Test
	@EnabledIfSystemProperty(named = "leakbench", matches = "all")
	void eachLeakIsConfirmedAndAllElseIsQuiet() throws Exception {
		List<Row> rows = play("--parallel", "3");
		assertThat(rows).hasSizeGreaterThan(60)
			.filteredOn((row) -> !row.outcome().startsWith("n/a"))
			.allSatisfy(LeakBenchTests::isRight);
	}

	private static List<Row> play(String... args) throws Exception {
		return LeakBench.play(Options.parse(args));
	}

	private static void isRight(Row row) {
		assertThat(row.outcome()).as("%s played", row.id()).isEqualTo("ok");
		assertThat(row.falseAlarms()).as("unrelated to %s", row.id()).isEmpty();
		if (!row.healthy()) {
			assertThat(row.found()).as("%s found", row.id()).isTrue();
			assertThat(row.kindRight()).as("kind of %s, %s", row.id(), row.kind()).isTrue();
			assertThat(row.culpritRight()).as("culprit of %s, %s", row.id(), row.finding()).isTrue();
			assertThat(row.stage()).as("stage of %s", row.id()).isEqualTo("CONFIRMED");
		}
	}

}
