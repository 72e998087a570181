package io.leakguard.bench.trend;

import java.util.List;

import io.leakguard.bench.trend.TrendBench.Disturbance;
import io.leakguard.bench.trend.TrendBench.Row;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A quick part of {@link TrendBench}, so that a change that judges worse is noticed.
 */
class TrendBenchTests {

	private final TrendBench bench = new TrendBench(20);

	@Test
	void leaksInBytesAreSuspectedAfterSixHoursAndHealthyShapesAreNot() {
		List<Row> rows = this.bench.bytes(Span.SIX_HOURS, false, Disturbance.NONE);
		Row composite = row(rows, Method.COMPOSITE.label());
		Row suspected = row(rows, TrendBench.SUSPECTED);
		for (Form form : Form.values()) {
			if (form.isLeak()) {
				assertThat(suspected.at(form)).as("%s", form).isGreaterThanOrEqualTo(90);
			}
			else {
				assertThat(suspected.at(form)).as("%s", form).isLessThanOrEqualTo(composite.at(form) + 4);
			}
			assertThat(row(rows, TrendBench.CONFIRMED).at(form)).as("%s", form).isZero();
		}
	}

	@Test
	void leaksInBytesAreConfirmedAfterTwoDaysAndHealthyShapesAreNot() {
		Row confirmed = row(this.bench.bytes(Span.TWO_DAYS, false, Disturbance.NONE), TrendBench.CONFIRMED);
		for (Form form : Form.values()) {
			if (form.isLeak()) {
				assertThat(confirmed.at(form)).as("%s", form).isGreaterThanOrEqualTo(95);
			}
			else {
				assertThat(confirmed.at(form)).as("%s", form).isZero();
			}
		}
	}

	@Test
	void healthyCountsAreNotConfirmed() {
		Row confirmed = row(this.bench.counts(Span.SIX_HOURS, Disturbance.NONE), TrendBench.CONFIRMED);
		for (Form form : Form.values()) {
			if (!form.isLeak()) {
				assertThat(confirmed.at(form)).as("%s", form).isZero();
			}
		}
	}

	private static Row row(List<Row> rows, String name) {
		return rows.stream().filter((row) -> row.name().equals(name)).findFirst().orElseThrow();
	}

}
