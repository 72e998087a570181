package io.leakguard.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.bench.LeakCase.Expectation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches the reports of one case go by and says in the end how well they were.
 */
final class Observation {

	private final Expectation expectation;

	private final Map<String, Seen> seen = new LinkedHashMap<>();

	private final List<Double> scanMillis = new ArrayList<>();

	private long lastScan = -1;

	private int scans;

	Observation(Expectation expectation) {
		this.expectation = expectation;
	}

	/** Take note of a report; one that has been seen is passed over. */
	void report(JsonNode report, long firstScan) {
		long scan = report.path("scans").asLong();
		if (scan <= this.lastScan) {
			return;
		}
		this.lastScan = scan;
		this.scans = (int) (scan - firstScan);
		this.scanMillis.add(java.time.Duration.parse(report.path("scanDuration").asString("PT0S")).toNanos() / 1e6);
		this.seen.values().forEach((seen) -> seen.stage = "RESOLVED");
		for (JsonNode finding : report.path("findings")) {
			String id = finding.path("id").asString();
			this.seen.computeIfAbsent(id, (key) -> new Seen(finding, this.expectation)).see(finding, this.scans);
		}
	}

	int scans() {
		return this.scans;
	}

	Row row(String id, double cpuPercent) {
		boolean healthy = this.expectation.kinds().isEmpty();
		Seen best = healthy ? null : best();
		List<String> falseAlarms = new ArrayList<>();
		for (Seen seen : this.seen.values()) {
			boolean stands = seen.confirmedAfter >= 0 || seen.stage.equals("SUSPECTED");
			if (stands && (healthy || !seen.isRelated())) {
				falseAlarms.add(seen.text());
			}
		}
		double[] sorted = this.scanMillis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return new Row(id, healthy, "ok", best != null, (best != null) ? best.highestStage() : null,
				(best != null) ? best.kind : null, best != null && best.kindRight, best != null && best.culpritRight,
				(best != null) ? best.suspectedAfter : -1, (best != null) ? best.confirmedAfter : -1, falseAlarms,
				this.scans, percentile(sorted, 0.5), percentile(sorted, 0.99), cpuPercent,
				(best != null) ? best.last.toString() : null);
	}

	private @Nullable Seen best() {
		return this.seen.values().stream().filter(Seen::isRelated).max((one, other) -> {
			int byRight = Integer.compare(one.score(), other.score());
			return (byRight != 0) ? byRight : Integer.compare(other.suspectedAfter, one.suspectedAfter);
		}).orElse(null);
	}

	private static double percentile(double[] sorted, double share) {
		return (sorted.length == 0) ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
	}

	@Override
	public String toString() {
		return Arrays.toString(this.seen.values().stream().map(Seen::text).toArray());
	}

	/** One finding through the run. */
	private static final class Seen {

		private final Expectation expectation;

		private final String kind;

		private boolean kindRight;

		private boolean culpritRight;

		private JsonNode last;

		private String stage = "SUSPECTED";

		private int suspectedAfter = -1;

		private int confirmedAfter = -1;

		Seen(JsonNode finding, Expectation expectation) {
			this.last = withoutCourse(finding);
			this.expectation = expectation;
			this.kind = finding.path("kind").asString();
			this.kindRight = expectation.kinds().contains(this.kind);
		}

		void see(JsonNode finding, int scan) {
			this.stage = finding.path("stage").asString();
			if (this.stage.equals("RESOLVED")) {
				return;
			}
			this.last = withoutCourse(finding);
			if (this.suspectedAfter < 0) {
				this.suspectedAfter = scan;
			}
			if (this.stage.equals("CONFIRMED") && this.confirmedAfter < 0) {
				this.confirmedAfter = scan;
			}
			String where = String.join("\n", finding.path("culprit").path("type").asString(""),
					finding.path("culprit").path("site").asString(""), finding.path("population").asString(""),
					finding.path("reason").asString(""));
			this.culpritRight = this.culpritRight
					|| this.expectation.culprit().stream().anyMatch((part) -> where.contains(part));
		}

		/** What is kept here is in the heap that is watched. */
		private static JsonNode withoutCourse(JsonNode finding) {
			return ((ObjectNode) finding).without(List.of("recent", "timeline", "evidence"));
		}

		boolean isRelated() {
			return this.suspectedAfter >= 0 && (this.kindRight || this.culpritRight);
		}

		int score() {
			return (this.kindRight ? 4 : 0) + (this.culpritRight ? 2 : 0) + ((this.confirmedAfter >= 0) ? 1 : 0);
		}

		String highestStage() {
			return (this.confirmedAfter >= 0) ? "CONFIRMED" : "SUSPECTED";
		}

		String text() {
			return this.kind + " " + highestStage() + ((this.stage.equals("RESOLVED")) ? " (resolved) " : " ")
					+ this.last.path("population").asString() + " " + this.last.path("culprit") + " "
					+ this.last.path("reason").asString();
		}

	}

}
