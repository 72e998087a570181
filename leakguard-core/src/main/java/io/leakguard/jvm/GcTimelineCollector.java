package io.leakguard.jvm;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.leakguard.evidence.Artifact;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.finding.Finding;
import io.leakguard.jvm.HeapTimeline.Point;
import io.leakguard.population.Kind.Family;

/**
 * Shows the heap before, during and after a finding: what is alive, used and committed,
 * the pauses, and the stages of the finding. Reads what the probes have kept and costs
 * nothing but the writing. Thread-safe.
 */
public final class GcTimelineCollector implements EvidenceCollector {

	/** What was before is shown for as long as the finding lasts, and at least this. */
	private static final Duration BEFORE = Duration.ofMinutes(15);

	private final HeapTimeline timeline;

	private final Clock clock;

	/**
	 * Create a collector.
	 * @param timeline what the probes have kept
	 * @param clock the clock
	 */
	public GcTimelineCollector(HeapTimeline timeline, Clock clock) {
		this.timeline = timeline;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "gc-timeline";
	}

	@Override
	public boolean isWantedFor(Finding finding) {
		return finding.kind().family() != Family.THREADS && finding.kind().family() != Family.CLOSEABLES;
	}

	@Override
	public boolean isWantedAtTheEnd() {
		return true;
	}

	@Override
	public List<Artifact> collect(Finding finding) {
		Instant now = this.clock.instant();
		Duration lasts = Duration.between(finding.since(), now);
		Instant from = finding.since().minus((lasts.compareTo(BEFORE) > 0) ? lasts : BEFORE);
		List<Point> points = this.timeline.since(from);
		if (points.size() < 2) {
			throw new RefusedException("there are only %d scans yet".formatted(points.size()));
		}
		GcTimelineWriter writer = new GcTimelineWriter(finding, points, this.timeline.max());
		return List.of(artifact(name(), "application/json", writer.json(), now),
				artifact(name() + ".svg", "image/svg+xml", writer.svg(), now));
	}

	private static Artifact artifact(String name, String mediaType, String text, Instant at) {
		return new Artifact(name, mediaType, text.getBytes(StandardCharsets.UTF_8), at);
	}

}
