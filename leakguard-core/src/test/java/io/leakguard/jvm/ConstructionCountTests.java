package io.leakguard.jvm;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConstructionCount}.
 */
class ConstructionCountTests {

	@Test
	void whereNothingWasConstructedThereIsNothingToSay() {
		assertThat(count(0, 0, 10).note()).isNull();
		assertThat(count(0, 0, 10).site(1)).isNull();
	}

	@Test
	void aClassThatHasNoEndIsNotSaidNotToBeClosed() {
		assertThat(count(120, -1, 10).note()).isEqualTo("Java 25's method timing counted 120 constructors in 10 s");
	}

	@Test
	void oneIsOne() {
		assertThat(count(1, 0, 10).note())
			.isEqualTo("Java 25's method timing counted 1 constructor and no close in 10 s");
	}

	@Test
	void theOnlyLineThatConstructsIsNamedIfWhatItMakesStays() {
		assertThat(count(10, 0, 10).calledBy(Map.of("a", 10)).site(1)).isEqualTo("a");
	}

	@Test
	void aFewCallsNameNobody() {
		assertThat(count(2, 0, 10).calledBy(Map.of("a", 2)).site(0.2)).isNull();
	}

	@Test
	void aLineThatDropsWhatItMakesIsNotTakenForOneThatKeepsIt() {
		ConstructionCount count = count(10_000, 9990, 10).calledBy(Map.of("a", 299, "b", 1));
		assertThat(count.site(1)).isNull();
		assertThat(count(10_000, 9990, 10).calledBy(Map.of("a", 300)).site(1)).isNull();
	}

	@Test
	void aLineThatMakesNearlyAllIsNamedIfMostStays() {
		assertThat(count(100, 0, 10).calledBy(Map.of("a", 90, "b", 10)).site(9)).isEqualTo("a");
		assertThat(count(100, 0, 10).calledBy(Map.of("a", 60, "b", 40)).site(5)).isNull();
	}

	@Test
	void whatIsCalledFromNoLineOfTheApplicationNamesNone() {
		assertThat(count(100, 0, 10).calledBy(Map.of("", 90, "b", 10)).site(10)).isNull();
	}

	@Test
	void whereSeveralConstructorsRunAllTheirCallsMayBeObjects() {
		ConstructionCount each = new ConstructionCount(1000, 4000, false, 0, "close", false, 10,
				Map.of("a", 250, "b", 750));
		assertThat(each.site(180)).isNull();
		assertThat(each.site(210)).isEqualTo("b");
	}

	private static ConstructionCount count(long constructed, long ended, double seconds) {
		return new ConstructionCount(constructed, constructed, true, ended, (ended >= 0) ? "close" : "", false, seconds,
				Map.of());
	}

}
