package io.leakguard.bench.trend;

import io.leakguard.bench.trend.TrendBench.Disturbance;
import io.leakguard.bench.trend.Table.Row;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A quick part of {@link TrendBench}, so that a change that judges worse is noticed.
 */
class TrendBenchTests {

	/** One series of twenty, in a hundred. */
	private static final double ONE = 5;

	private final TrendBench bench = new TrendBench(20, Seeds.TUNING);

	@Test
	void leaksInBytesAreSuspectedAfterSixHoursAndHealthyShapesAreNot() {
		Table rows = this.bench.bytes(Span.SIX_HOURS, false, Disturbance.NONE);
		Row composite = rows.row(Method.COMPOSITE.label());
		Row suspected = rows.row(TrendBench.SUSPECTED);
		for (Form form : Form.values()) {
			if (form.isLeak()) {
				assertThat(suspected.at(form)).as("%s", form).isGreaterThanOrEqualTo(90);
			}
			else {
				assertThat(suspected.at(form)).as("%s", form).isLessThanOrEqualTo(composite.at(form) + ONE);
			}
			assertThat(rows.row(TrendBench.CONFIRMED).at(form)).as("%s", form).isZero();
		}
	}

	@Test
	void leaksInBytesAreConfirmedAfterTwoDaysAndHealthyShapesAreNot() {
		Row confirmed = this.bench.bytes(Span.TWO_DAYS, false, Disturbance.NONE).row(TrendBench.CONFIRMED);
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
		Row confirmed = this.bench.counts(Span.SIX_HOURS, false, Disturbance.NONE).row(TrendBench.CONFIRMED);
		for (Form form : Form.values()) {
			if (!form.isLeak()) {
				assertThat(confirmed.at(form)).as("%s", form).isZero();
			}
		}
	}

	@Test
	void leaksOfAShortRunAreSuspected() {
		Row suspected = this.bench.briefs(false).row(TrendBench.SUSPECTED);
		for (Brief brief : Brief.values()) {
			if (brief.isLeak() && brief != Brief.LAST) {
				assertThat(suspected.at(brief)).as("%s", brief).isGreaterThanOrEqualTo(95);
			}
		}
	}

	@Test
	void seriesOfAnotherSeedAreOthersAndThoseOfTheSameAreTheSame() {
		assertThat(Brief.CHURN.draw(Seeds.of(1, 7, 0)).values()).isEqualTo(Brief.CHURN.draw(Seeds.of(1, 7, 0)).values())
			.isNotEqualTo(Brief.CHURN.draw(Seeds.of(2, 7, 0)).values())
			.isNotEqualTo(Brief.CHURN.draw(Seeds.of(1, 8, 0)).values());
	}

}
