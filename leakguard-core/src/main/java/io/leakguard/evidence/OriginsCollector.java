package io.leakguard.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

	private static final int MAX_ORIGINS = 200;

	private final Clock clock;

	private final @Nullable OriginsPicture picture;

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
		return artifacts;
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

}
