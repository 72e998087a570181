package io.leakguard.evidence;

import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;

import io.leakguard.detection.Stage;
import io.leakguard.evidence.EvidenceCollector.NotYetException;
import io.leakguard.evidence.EvidenceCollector.RefusedException;
import io.leakguard.finding.Finding;
import io.leakguard.population.Kind;
import io.leakguard.process.FlightRecorderUse;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ReferenceChainCollector}.
 */
class ReferenceChainCollectorTests {

	private static final Finding SUSPECTED = TestFindings.finding("0a1b2c3d", Kind.LISTENER_NOT_REMOVED,
			Stage.SUSPECTED);

	@BeforeAll
	static void theRecorderIsPrepared() {
		FlightRecorder.getFlightRecorder();
	}

	@Test
	void itIsRefusedWhereTheCollectorGivesNoSamples() {
		try (ReferenceChainCollector collector = collector("Shenandoah", 25, () -> -1)) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(SUSPECTED))
				.withMessage("the flight recorder of this JVM samples no old objects with Shenandoah; "
						+ "G1, Parallel and Serial work");
		}
	}

	@Test
	void itIsRefusedWhileMemoryIsLow() {
		try (ReferenceChainCollector collector = collector("G1", 17, () -> (64L << 20) - 1)) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(SUSPECTED))
				.withMessage("only 63 MB of memory are free, and at least 64 MB are wanted "
						+ "(leakguard.evidence.least-free-memory)");
		}
	}

	@Test
	void itWaitsWhileTheMachineIsOverloaded() throws Exception {
		try (ReferenceChainCollector collector = new ReferenceChainCollector(EvidenceBudget.defaults(),
				Clock.systemUTC(), new FlightRecorderUse(true), "G1", 17, () -> -1, () -> 2L << 30, () -> 0.07)) {
			collector.prepare();
			Finding confirmed = TestFindings.finding("0a1b2c3d", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED);
			assertThatExceptionOfType(NotYetException.class).isThrownBy(() -> collector.collect(confirmed))
				.withMessageStartingWith("the search would stop the application for 7669 ms besides its cutoff")
				.withMessageEndingWith("the machine gives a thread only 7 % of a processor");
		}
	}

	@ParameterizedTest
	@CsvSource({ "G1, 17, 67108864", "Serial, 25, -1", "ZGC, 25, 99999999", "Shenandoah, 17, -1" })
	void whoeverAsksTooEarlyIsToldThatSamplingHasBegun(String gc, int version, long free) {
		try (ReferenceChainCollector collector = collector(gc, version, () -> free)) {
			assertThatExceptionOfType(NotYetException.class).isThrownBy(() -> collector.collect(SUSPECTED))
				.withMessageStartingWith("sampling has only just begun");
		}
	}

	@Test
	void aSuspicionAloneBeginsToSampleAndWhatWasSampledGoesWithTheLastOfThem() {
		try (ReferenceChainCollector collector = collector("G1", 17, () -> -1)) {
			assertThat(collector.isWantedOnSuspicion()).isFalse();
			long before = samplings();
			collector.prepare();
			assertThat(samplings()).isEqualTo(before + 1);
			collector.release();
			assertThat(samplings()).isEqualTo(before);
		}
	}

	private static long samplings() {
		return FlightRecorder.getFlightRecorder()
			.getRecordings()
			.stream()
			.filter((recording) -> recording.getName().equals("leakguard-samples"))
			.count();
	}

	@ParameterizedTest
	@CsvSource({ "G1 Young Generation, G1, GOOD", "PS MarkSweep, Parallel, GOOD", "Copy, Serial, GOOD",
			"ZGC Minor Cycles, ZGC, FEW", "Shenandoah Pauses, Shenandoah, NONE", "Other, unknown, GOOD" })
	void theCollectorIsKnownByItsBeans(String bean, String name, SampleSupport support) {
		assertThat(SampleSupport.collector(List.of(bean))).isEqualTo(name);
		assertThat(SampleSupport.of(name, 25)).isEqualTo(support);
	}

	private static ReferenceChainCollector collector(String gc, int version, LongSupplier free) {
		return new ReferenceChainCollector(EvidenceBudget.defaults(), Clock.systemUTC(), new FlightRecorderUse(true),
				gc, version, free, () -> 2L << 30, () -> 1);
	}

}
