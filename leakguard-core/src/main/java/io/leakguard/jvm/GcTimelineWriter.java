package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

import io.leakguard.evidence.JsonText;
import io.leakguard.finding.Finding;
import io.leakguard.finding.TimelineEntry;
import io.leakguard.jvm.HeapTimeline.Point;
import org.jspecify.annotations.Nullable;

/**
 * Writes the timeline of the heap for machines (JSON) and for people (SVG without
 * script).
 */
final class GcTimelineWriter {

	private static final int LEFT = 70;

	private static final int TOP = 50;

	private static final int WIDTH = 760;

	private static final int HEIGHT = 220;

	/** The strip of the pauses below. */
	private static final int PAUSES = 60;

	private final Finding finding;

	private final List<Point> points;

	private final long max;

	private final Instant from;

	private final Instant to;

	GcTimelineWriter(Finding finding, List<Point> points, long max) {
		this.finding = finding;
		this.points = points;
		this.max = max;
		this.from = points.get(0).from();
		this.to = points.get(points.size() - 1).to();
	}

	String json() {
		JsonText json = new JsonText().object()
			.field("from", text(this.from))
			.field("to", text(this.to))
			.key("maxBytes");
		if (this.max > 0) {
			json.value(this.max);
		}
		else {
			json.value((String) null);
		}
		json.endKey()
			.field("note", "'live' is what survived a collection of the whole heap, 'afterCollection' what any "
					+ "collection left; both are null where none ran");
		json.key("marks").array();
		for (TimelineEntry entry : this.finding.timeline()) {
			json.object()
				.field("at", text(entry.at()))
				.field("stage", entry.stage().name())
				.field("note", entry.note())
				.endObject();
		}
		json.endArray().endKey().key("phases").array();
		phases().forEach((phase) -> phase.write(json));
		json.endArray().endKey().key("points").array();
		this.points.forEach((point) -> write(json, point));
		return json.endArray().endKey().endObject().toString();
	}

	private static void write(JsonText json, Point point) {
		json.object()
			.field("at", text(point.to()))
			.field("used", point.used())
			.field("peak", point.peak())
			.field("committed", point.committed());
		optional(json, "live", point.live());
		optional(json, "afterCollection", point.left());
		json.field("pauses", point.pauses())
			.field("pauseMillis", point.pauseMillis())
			.field("longestPauseMillis", point.longestMillis())
			.endObject();
	}

	private static void optional(JsonText json, String key, long value) {
		json.key(key);
		if (value >= 0) {
			json.value(value);
		}
		else {
			json.value((String) null);
		}
		json.endKey();
	}

	private List<Phase> phases() {
		Instant end = this.finding.resolvedAt();
		Instant begin = this.finding.since();
		List<Phase> phases = new ArrayList<>();
		phases.add(phase("before", this.from, begin));
		phases.add(phase("during", begin, (end != null) ? end : this.to));
		if (end != null) {
			phases.add(phase("after", end, this.to));
		}
		return phases.stream().filter((phase) -> !phase.points().isEmpty()).toList();
	}

	private Phase phase(String name, Instant from, Instant to) {
		return new Phase(name,
				this.points.stream()
					.filter((point) -> !point.to().isBefore(from) && (point.to().isBefore(to) || to.equals(this.to)))
					.toList());
	}

	String svg() {
		long top = this.points.stream().mapToLong((point) -> Math.max(point.committed(), point.peak())).max().orElse(1);
		int height = TOP + HEIGHT + PAUSES + 50;
		StringBuilder svg = new StringBuilder();
		svg.append(("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Heap and pauses before, "
				+ "during and after the finding\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\" "
				+ "font-family=\"sans-serif\" font-size=\"12\">\n")
			.formatted(LEFT + WIDTH + 20, height));
		svg.append("<title>Heap and pauses before, during and after the finding</title>\n");
		svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
		legend(svg);
		axes(svg, top);
		svg.append(line(top, Point::committed, "#8795a8", "4 3"));
		svg.append(line(top, Point::used, "#2b6cb0", null));
		svg.append(line(top, Point::floor, "#b42318", null));
		pauses(svg);
		this.finding.timeline().forEach((entry) -> mark(svg, entry));
		return svg.append("</svg>\n").toString();
	}

	private static void legend(StringBuilder svg) {
		String[][] entries = { { "#b42318", "alive after a collection" }, { "#2b6cb0", "used" },
				{ "#8795a8", "committed" }, { "#b7791f", "pauses" } };
		int x = LEFT;
		for (String[] entry : entries) {
			svg.append("<rect x=\"%d\" y=\"8\" width=\"12\" height=\"12\" fill=\"%s\"/>".formatted(x, entry[0]));
			svg.append("<text x=\"%d\" y=\"18\" fill=\"#17202b\">%s</text>%n".formatted(x + 17, entry[1]));
			x += 50 + 7 * entry[1].length();
		}
	}

	private void axes(StringBuilder svg, long top) {
		for (int i = 0; i <= 4; i++) {
			int y = TOP + HEIGHT - i * HEIGHT / 4;
			svg.append("<path d=\"M%d %dH%d\" stroke=\"#e2e8f0\"/>".formatted(LEFT, y, LEFT + WIDTH));
			svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#475569\">%d MB</text>%n".formatted(LEFT - 6,
					y + 4, (top * i / 4) >> 20));
		}
		int below = TOP + HEIGHT + PAUSES + 30;
		svg.append("<text x=\"%d\" y=\"%d\" fill=\"#475569\">%s</text>".formatted(LEFT, below, text(this.from)));
		svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#475569\">%s</text>%n".formatted(LEFT + WIDTH,
				below, text(this.to)));
	}

	private String line(long top, ToLongFunction<Point> value, String colour, @Nullable String dashes) {
		StringBuilder path = new StringBuilder();
		for (Point point : this.points) {
			long bytes = value.applyAsLong(point);
			if (bytes >= 0) {
				path.append(path.isEmpty() ? "M" : "L")
					.append(String.format(Locale.ROOT, "%.1f %.1f", x(point.to()),
							TOP + HEIGHT - (double) bytes / Math.max(1, top) * HEIGHT));
			}
		}
		return "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"%s/>%n".formatted(path, colour,
				(dashes != null) ? " stroke-dasharray=\"" + dashes + "\"" : "");
	}

	private void pauses(StringBuilder svg) {
		long longest = this.points.stream().mapToLong(Point::longestMillis).max().orElse(0);
		int bottom = TOP + HEIGHT + PAUSES + 12;
		svg.append("<path d=\"M%d %dH%d\" stroke=\"#e2e8f0\"/>".formatted(LEFT, bottom, LEFT + WIDTH));
		svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#475569\">%d ms</text>%n".formatted(LEFT - 6,
				bottom - PAUSES + 10, longest));
		for (Point point : this.points) {
			if (point.longestMillis() > 0) {
				double length = Math.max(1, (double) point.longestMillis() / longest * PAUSES);
				svg.append(
						String.format(Locale.ROOT, "<path d=\"M%.1f %dV%.1f\" stroke=\"#b7791f\" stroke-width=\"2\"/>",
								x(point.to()), bottom, bottom - length));
			}
		}
		svg.append('\n');
	}

	private void mark(StringBuilder svg, TimelineEntry entry) {
		if (entry.at().isBefore(this.from) || entry.at().isAfter(this.to)) {
			return;
		}
		double x = x(entry.at());
		boolean right = x > LEFT + WIDTH * 0.8;
		svg.append(String.format(Locale.ROOT, "<path d=\"M%.1f %dV%d\" stroke=\"#6b21a8\" stroke-dasharray=\"2 2\"/>",
				x, TOP - 14, TOP + HEIGHT + PAUSES + 12));
		svg.append(String.format(Locale.ROOT,
				"<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\" fill=\"#6b21a8\">%s</text>%n", right ? x - 4 : x + 4,
				TOP - 6, right ? "end" : "start", entry.stage().name().toLowerCase(Locale.ROOT)));
	}

	private double x(Instant at) {
		long length = Math.max(1, Duration.between(this.from, this.to).toMillis());
		return LEFT + (double) Duration.between(this.from, at).toMillis() / length * WIDTH;
	}

	private static String text(Instant at) {
		return at.truncatedTo(ChronoUnit.SECONDS).toString();
	}

	/**
	 * A part of the time.
	 *
	 * @param name before, during or after
	 * @param points what was then
	 */
	private record Phase(String name, List<Point> points) {

		void write(JsonText json) {
			Point first = this.points.get(0);
			Point last = this.points.get(this.points.size() - 1);
			List<Point> told = this.points.stream().filter((point) -> point.floor() >= 0).toList();
			long seconds = Duration.between(first.from(), last.to()).toSeconds();
			long millis = this.points.stream().mapToLong(Point::pauseMillis).sum();
			json.object().field("phase", this.name).field("from", text(first.from())).field("to", text(last.to()));
			optional(json, "floorFirst", told.isEmpty() ? -1 : told.get(0).floor());
			optional(json, "floorLast", told.isEmpty() ? -1 : told.get(told.size() - 1).floor());
			json.field("usedLeast", this.points.stream().mapToLong(Point::used).min().orElse(0))
				.field("usedMost", this.points.stream().mapToLong(Point::peak).max().orElse(0))
				.field("pauses", this.points.stream().mapToLong(Point::pauses).sum())
				.field("pauseMillisPerMinute", (seconds > 0) ? Math.round(millis * 60.0 / seconds) : millis)
				.field("longestPauseMillis", this.points.stream().mapToLong(Point::longestMillis).max().orElse(0))
				.endObject();
		}

	}

}
