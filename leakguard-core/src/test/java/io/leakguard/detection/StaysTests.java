package io.leakguard.detection;

import java.time.Duration;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Stays}: sessions that last ten minutes, at a scan a minute.
 */
class StaysTests {

	private static final int SCANS = 360;

	@Test
	void aLeakBeneathAMorningIsSuspected() {
		assertThat(play(StaysTests::morning, (scan) -> scan / 3.0).last).isNotNull();
	}

	@Test
	void aMorningIsNoLeak() {
		Playback played = play(StaysTests::morning, (scan) -> 0);
		assertThat(played.last).as("%s", played).isNull();
	}

	@Test
	void aLeakBeneathAnEveningIsSuspected() {
		assertThat(play((scan) -> 50 - scan / 30.0, (scan) -> scan / 3.0).last).isNotNull();
	}

	@Test
	void someThatNeverLeaveAreNoLeakByThemselves() {
		Playback played = play((scan) -> 50, (scan) -> (scan < 100) ? 0 : 80);
		assertThat(played.last).as("%s", played).isNull();
	}

	private static double morning(int scan) {
		return 40 + scan / 15.0;
	}

	/**
	 * Play births a minute of members that live ten minutes each, and some that never
	 * end.
	 */
	private static Playback play(IntToDoubleFunction births, IntToDoubleFunction forEver) {
		Random random = new Random(11);
		double[] alive = new double[SCANS + 1];
		double[] ended = new double[SCANS + 1];
		alive[0] = 10 * births.applyAsDouble(0);
		for (int scan = 1; scan <= SCANS; scan++) {
			double deaths = Math.max(0, Math.round(alive[scan - 1] / 10 + 6 * random.nextGaussian()));
			ended[scan] = ended[scan - 1] + deaths;
			double born = Math.max(0, Math.round(births.applyAsDouble(scan) + 6 * random.nextGaussian()));
			alive[scan] = Math.max(0, alive[scan - 1] + born - deaths);
		}
		return Playback.of((scan) -> alive[scan] + Math.floor(forEver.applyAsDouble(scan)))
			.ended((scan) -> ended[scan])
			.every(Duration.ofMinutes(1))
			.play(SCANS);
	}

}
