package io.leakguard.jvm;

import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.evidence.Artifact;
import io.leakguard.evidence.EvidenceCollector.RefusedException;
import io.leakguard.evidence.TestFindings;
import io.leakguard.finding.Finding;
import io.leakguard.finding.TimelineEntry;
import io.leakguard.jvm.HeapTimeline.Point;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GcTimelineCollector} and {@link HeapTimeline}.
 */
class GcTimelineCollectorTests {

	private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

	private static final long MEGABYTE = 1 << 20;

	private final FakeCollector young = new FakeCollector("G1 Young Generation");

	private final HeapTimeline timeline = new HeapTimeline(List.of(this.young));

	private void scan(int number, long used, long live, long pause) {
		if (pause > 0) {
			this.young.run(pause, Map.of());
		}
		this.timeline.add(at(number), new MemoryUsage(0, used * MEGABYTE, 512 * MEGABYTE, 1024 * MEGABYTE),
				(live >= 0) ? OptionalLong.of(live * MEGABYTE) : OptionalLong.empty(), OptionalLong.empty());
	}

	private static Instant at(int scan) {
		return START.plusSeconds(15L * scan);
	}

	private List<Artifact> collect(int scan, Stage stage) {
		return new GcTimelineCollector(this.timeline, Clock.fixed(at(scan), ZoneOffset.UTC)).collect(finding(stage));
	}

	private static Finding finding(Stage stage) {
		List<TimelineEntry> life = new ArrayList<>(List.of(new TimelineEntry(at(30), Stage.SUSPECTED, "grew <fast>"),
				new TimelineEntry(at(40), Stage.CONFIRMED, "goes on")));
		if (stage == Stage.RESOLVED) {
			life.add(new TimelineEntry(at(80), Stage.RESOLVED, "levelled off"));
		}
		return new Finding("0a1b2c3d", Kind.HEAP_GROWS, stage, Severity.MAJOR, "jvm.heap.live", "", Unit.BYTES,
				Culprit.ofType("com.acme.Order"), null, 100, 1, 10, -1, -1, at(20), at(30), at(40),
				(stage == Stage.RESOLVED) ? at(80) : null, null, null, "grew", "mend it", Set.of(), List.of(), life,
				List.of(), false);
	}

	private static String text(Artifact artifact) {
		return new String(artifact.content(), StandardCharsets.UTF_8);
	}

	@Test
	void theHeapIsShownBeforeDuringAndAfterTheFinding() {
		for (int i = 0; i < 100; i++) {
			long live = (i < 20) ? 100 : (i < 80) ? 100 + 5L * (i - 20) : 120;
			scan(i, live + 50, live, (i >= 60 && i < 80) ? 40 : 2);
		}
		List<Artifact> artifacts = collect(99, Stage.RESOLVED);
		assertThat(artifacts).extracting(Artifact::name).containsExactly("gc-timeline", "gc-timeline.svg");
		assertThat(text(artifacts.get(0))).contains(
				"\"marks\":[{\"at\":\"2026-11-21T10:07:30Z\",\"stage\":\"SUSPECTED\",\"note\":\"grew \\u003cfast\\u003e\"}")
			.contains("\"phase\":\"before\",\"from\":\"2026-11-21T10:00:00Z\"")
			.contains("\"phase\":\"during\"", "\"floorFirst\":104857600,\"floorLast\":414187520")
			.contains("\"phase\":\"after\"", "\"floorFirst\":125829120,\"floorLast\":125829120")
			.contains("\"longestPauseMillis\":40");
		assertThat(text(artifacts.get(1))).startsWith("<svg")
			.contains(">suspected<", ">confirmed<", ">resolved<")
			.doesNotContain("<script", "<fast>");
	}

	@Test
	void aFindingThatGoesOnHasNoAfter() {
		for (int i = 0; i < 50; i++) {
			scan(i, 100, -1, 0);
		}
		assertThat(text(collect(49, Stage.CONFIRMED).get(0))).contains("\"phase\":\"during\"", "\"live\":null")
			.doesNotContain("\"phase\":\"after\"");
	}

	@Test
	void withoutScansThereIsNothingToSay() {
		scan(0, 100, -1, 0);
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> collect(1, Stage.CONFIRMED))
			.withMessage("there are only 1 scans yet");
	}

	@Test
	void aYearTakesNoMoreThanAnHour() {
		int scans = 20_000;
		for (int i = 0; i < scans; i++) {
			scan(i, 100 + i % 7, (i % 10 == 0) ? 80 : -1, 1);
		}
		List<Point> points = this.timeline.since(Instant.EPOCH);
		assertThat(points.size()).isLessThanOrEqualTo(600);
		assertThat(points.get(0).from()).isEqualTo(at(0));
		assertThat(points.get(points.size() - 1).to()).isEqualTo(at(scans - 1));
		assertThat(points.get(points.size() - 2).to()).isEqualTo(at(scans - 2));
		assertThat(points).isSortedAccordingTo((one, other) -> one.to().compareTo(other.to()));
		long pauses = points.stream().mapToLong(Point::pauses).sum();
		assertThat(pauses).isBetween(scans - 200L, (long) scans);
		assertThat(points.get(0).used()).isEqualTo(100 * MEGABYTE);
		assertThat(points.get(0).peak()).isEqualTo(106 * MEGABYTE);
		assertThat(this.timeline.since(at(scans - 10))).hasSize(10);
	}

	@Test
	void itIsWantedWhereMemoryMattersAndAtTheEndToo() {
		GcTimelineCollector collector = new GcTimelineCollector(this.timeline, Clock.systemUTC());
		assertThat(collector.isWantedFor(finding(Stage.SUSPECTED))).isTrue();
		assertThat(collector.isWantedAtTheEnd()).isTrue();
		assertThat(collector.isWantedFor(TestFindings.finding("0a1b2c3d", Kind.THREADS_GROW, Stage.SUSPECTED)))
			.isFalse();
	}

}
