package io.leakguard.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.finding.Finding;
import io.leakguard.population.Culprit;
import io.leakguard.population.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Writes down the stacks that made the live things of a finding, by count and age, and
 * draws them if it has been given a pencil. They are in the finding already, so it costs
 * nothing but the writing. It tells of what was captured, which is a sample: the counts
 * are those of each origin, not of the population.
 */
public final class OriginsCollector implements EvidenceCollector {

	private static final String DIFFERENCE = "origins-difference";

	private static final int MAX_ORIGINS = 200;

	/** The first capture may be of the scan in which the finding was suspected. */
	private static final Duration LEEWAY = Duration.ofMinutes(1);

	/** Earlier origins to compare with; each takes some kilobytes. */
	private static final int MAX_EARLIER = 20;

	private final Clock clock;

	private final @Nullable OriginsPicture picture;

	private final Map<String, Earlier> earlier = new LinkedHashMap<>();

	/**
	 * Create a collector.
	 * @param clock the clock
	 * @param picture draws the stacks, or {@code null} for data only
	 */
	public OriginsCollector(Clock clock, @Nullable OriginsPicture picture) {
		this.clock = clock;
		this.picture = picture;
	}

	@Override
	public String name() {
		return "origins";
	}

	@Override
	public boolean isWantedFor(Finding finding) {
		return !finding.origins().isEmpty() || finding.culprit().site() != null;
	}

	@Override
	public List<Artifact> collect(Finding finding) throws IOException {
		if (!isWantedFor(finding)) {
			return List.of();
		}
		Instant now = this.clock.instant();
		List<Origin> origins = originsOf(finding).stream()
			.sorted(Comparator.comparingLong(Origin::count).reversed().thenComparing(Origin::at))
			.limit(MAX_ORIGINS)
			.toList();
		List<Artifact> artifacts = new ArrayList<>();
		artifacts.add(new Artifact(name(), "application/json",
				json(finding, origins, now).getBytes(StandardCharsets.UTF_8), now));
		List<Origin> drawn = origins.stream().filter((origin) -> !origin.stack().isEmpty()).toList();
		if (this.picture != null && !drawn.isEmpty()) {
			artifacts.add(new Artifact(name() + ".html", "text/html", this.picture.draw(title(finding), drawn), now));
		}
		artifacts.addAll(difference(finding, origins, now));
		return artifacts;
	}

	/** What has been added since the first capture, or the one before it was resolved. */
	private List<Artifact> difference(Finding finding, List<Origin> origins, Instant now) throws IOException {
		Earlier before;
		synchronized (this.earlier) {
			before = this.earlier.get(finding.id());
			if (before == null || before.at().isBefore(finding.suspectedAt().minus(LEEWAY))) {
				this.earlier.remove(finding.id());
				this.earlier.put(finding.id(), new Earlier(now, counts(origins)));
				if (this.earlier.size() > MAX_EARLIER) {
					this.earlier.remove(this.earlier.keySet().iterator().next());
				}
				return List.of();
			}
		}
		Map<List<String>, Long> counts = counts(origins);
		List<Origin> added = new ArrayList<>();
		JsonText json = new JsonText().object()
			.field("since", before.at().toString())
			.field("at", now.toString())
			.key("origins")
			.array();
		for (Origin origin : origins) {
			Long count = counts.remove(key(origin));
			if (count != null) {
				long more = count - before.counts().getOrDefault(key(origin), 0L);
				write(json, origin, more);
				if (more > 0 && !origin.stack().isEmpty()) {
					added.add(new Origin(origin.type(), origin.site(), origin.stack(), origin.thread(), origin.at(),
							origin.traceId(), more));
				}
			}
		}
		String text = json.endArray().endKey().endObject().toString();
		List<Artifact> artifacts = new ArrayList<>();
		artifacts.add(new Artifact(DIFFERENCE, "application/json", text.getBytes(StandardCharsets.UTF_8), now));
		if (this.picture != null && !added.isEmpty()) {
			artifacts.add(new Artifact(DIFFERENCE + ".html", "text/html",
					this.picture.draw(title(finding) + ", added since " + before.at(), added), now));
		}
		return artifacts;
	}

	private static void write(JsonText json, Origin origin, long more) {
		json.object()
			.field("added", more)
			.field("type", origin.type())
			.field("site", origin.site())
			.key("frames")
			.array();
		origin.stack().forEach(json::value);
		json.endArray().endKey().endObject();
	}

	private static Map<List<String>, Long> counts(List<Origin> origins) {
		Map<List<String>, Long> counts = new HashMap<>();
		origins.forEach((origin) -> counts.merge(key(origin), origin.count(), Long::sum));
		return counts;
	}

	private static List<String> key(Origin origin) {
		List<String> key = new ArrayList<>(origin.stack());
		key.add(origin.type() + " at " + origin.site());
		return key;
	}

	/** Where no stack was taken, the site is known at least. */
	private static List<Origin> originsOf(Finding finding) {
		if (!finding.origins().isEmpty() || finding.culprit().site() == null) {
			return finding.origins();
		}
		return List.of(new Origin(finding.culprit().type(), finding.culprit().site(), List.of(), null, finding.since(),
				null, finding.count()));
	}

	private static String json(Finding finding, List<Origin> origins, Instant now) {
		JsonText json = new JsonText().object()
			.field("live", finding.count())
			.field("unit", finding.unit().name())
			.field("explained", origins.stream().mapToLong(Origin::count).sum());
		json.key("origins").array();
		for (Origin origin : origins) {
			json.object()
				.field("count", origin.count())
				.field("ageSeconds", Math.max(0, Duration.between(origin.at(), now).toSeconds()))
				.field("type", origin.type())
				.field("site", origin.site())
				.field("thread", origin.thread())
				.field("traceId", origin.traceId());
			json.key("frames").array();
			origin.stack().forEach(json::value);
			json.endArray().endKey().endObject();
		}
		return json.endArray().endKey().endObject().toString();
	}

	private static String title(Finding finding) {
		Culprit culprit = finding.culprit();
		String what = (culprit.type() != null) ? culprit.type() : finding.population();
		return "Where %s is made (%s, finding %s)".formatted(what, finding.kind(), finding.id());
	}

	/**
	 * What there was at an earlier time.
	 *
	 * @param at when
	 * @param counts how many by stack
	 */
	private record Earlier(Instant at, Map<List<String>, Long> counts) {

	}

}
