package io.leakguard.detection;

import java.time.Duration;
import java.util.List;

import io.leakguard.history.History;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RiseDetector}.
 */
class RiseDetectorTests {

	private static final long MB = 1_000_000;

	private final RiseDetector detector = new RiseDetector(DetectionSettings.defaults());

	@Test
	void liveHeapThatRisesByHundredMegabytesPerSecondIsASurgeWithLittleTimeLeft() {
		List<Verdict> verdicts = judge(Kind.HEAP_GROWS, Unit.BYTES, 100, 100, 200, 300, 400, 500);
		assertThat(verdicts).singleElement().satisfies((verdict) -> {
			assertThat(verdict.kind()).isEqualTo(Kind.ALLOCATION_SURGE);
			assertThat(verdict.exhaustedIn()).isEqualTo(Duration.ofSeconds(15));
			assertThat(verdict.reason()).isEqualTo("what survives collections rose by 95 MB/s for 4 s");
		});
	}

	@Test
	void aRiseOfTwoSecondsIsNoSurge() {
		assertThat(judge(Kind.HEAP_GROWS, Unit.BYTES, 100, 100, 100, 200, 300)).isEmpty();
	}

	@Test
	void aSlowerRiseIsNoSurge() {
		assertThat(judge(Kind.HEAP_GROWS, Unit.BYTES, 100, 140, 180, 220, 260, 300)).isEmpty();
	}

	@Test
	void aSurgeThatIsOverIsNoSurge() {
		assertThat(judge(Kind.HEAP_GROWS, Unit.BYTES, 100, 200, 300, 400, 500, 500)).isEmpty();
	}

	@Test
	void onlyLiveHeapSurges() {
		assertThat(judge(Kind.COLLECTION_GROWS, Unit.ENTRIES, 100, 200, 300, 400, 500, 600)).isEmpty();
	}

	private List<Verdict> judge(Kind kind, Unit unit, long... megabytes) {
		History history = new History(Playback.START);
		for (int i = 0; i < megabytes.length; i++) {
			history.append(Playback.START.plusSeconds(i), megabytes[i] * MB);
		}
		long count = megabytes[megabytes.length - 1] * MB;
		Population population = Playback.population(kind, unit, (builder) -> builder.count(count).limit(2000 * MB));
		return this.detector.judge(new Subject(population, null, history), new Situation(history.lastAt(),
				Duration.ofSeconds(1), Duration.ofHours(1), new History(Playback.START)));
	}

}
