package io.leakguard.evidence;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.detection.Stage;
import io.leakguard.evidence.EvidenceCollector.RefusedException;
import io.leakguard.finding.Finding;
import io.leakguard.population.Kind;
import io.leakguard.process.FlightRecorderUse;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AllocationsCollector} with the real flight recorder.
 */
class AllocationsCollectorTests {

	private static final Finding FINDING = TestFindings.finding("0a1b2c3d", Kind.HEAP_GROWS, Stage.CONFIRMED);

	private volatile boolean done;

	private volatile long[] garbage = {};

	@BeforeAll
	static void theRecorderIsPrepared() {
		FlightRecorder.getFlightRecorder();
	}

	@Test
	void whatIsAllocatedMeanwhileIsShownWithItsStack() throws Exception {
		Thread thread = new Thread(this::allocate);
		thread.start();
		List<String> progress = new ArrayList<>();
		try {
			AllocationsCollector collector = new AllocationsCollector(EvidenceBudget.defaults(), Clock.systemUTC(),
					(title, origins) -> (title + origins.get(0).stack()).getBytes(StandardCharsets.UTF_8),
					new FlightRecorderUse(true), () -> -1);
			List<Artifact> artifacts = collector.collect(FINDING, Duration.ofSeconds(2), progress::add);
			assertThat(artifacts).extracting(Artifact::name).containsExactly("allocations", "allocations.html");
			assertThat(artifacts.get(0).content()).asString(StandardCharsets.UTF_8)
				.startsWith("{\"seconds\":2,\"bytes\":")
				.contains("\"type\":\"long[]\",\"site\":\"" + AllocationsCollectorTests.class.getName() + ".allocate(");
			assertThat(artifacts.get(1).content()).asString(StandardCharsets.UTF_8)
				.startsWith("Allocated bytes within 2 s");
			assertThat(progress).containsExactly("2 s to go", "1 s to go");
		}
		finally {
			this.done = true;
			thread.join();
		}
	}

	private void allocate() {
		while (!this.done) {
			this.garbage = new long[10_000];
		}
	}

	@Test
	void itIsRefusedWhileMemoryIsLowAndNeverWantedUnasked() {
		AllocationsCollector collector = new AllocationsCollector(EvidenceBudget.defaults(), Clock.systemUTC(), null,
				new FlightRecorderUse(true), () -> 1L << 20);
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collector.collect(FINDING))
			.withMessageStartingWith("only 1 MB of memory are free");
		assertThat(collector.isWantedFor(FINDING)).isFalse();
		assertThat(collector.longestDuration()).isEqualTo(Duration.ofMinutes(1));
	}

}
