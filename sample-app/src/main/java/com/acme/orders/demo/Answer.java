package com.acme.orders.demo;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service's answer, as far as the demo reads it.
 *
 * @param status the state of the service
 * @param scans how many scans there were
 * @param medianScanDuration how long a scan takes
 * @param findings what was found, those that cleared too
 * @param json the whole answer, indented
 */
record Answer(String status, long scans, @Nullable String medianScanDuration, List<Found> findings, String json) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static Answer read(String json) {
		JsonNode report = MAPPER.readTree(json);
		List<Found> findings = report.path("findings").valueStream().map(Found::of).toList();
		return new Answer(report.path("status").asString("UNKNOWN"), report.path("scans").asLong(0),
				text(report.path("medianScanDuration")), findings,
				MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report));
	}

	private static @Nullable String text(JsonNode node) {
		return (node.isMissingNode() || node.isNull()) ? null : node.asString();
	}

	List<Found> active() {
		return this.findings.stream().filter(Found::isActive).toList();
	}

	/**
	 * One finding.
	 */
	record Found(String id, String kind, String stage, String severity, String population, String unit,
			@Nullable String type, @Nullable String site, double count, double baseline, double growthPerHour,
			@Nullable Double limit, @Nullable Duration exhaustedIn, String reason, String remedy,
			@Nullable String since, @Nullable String confirmedAt, List<String> evidence) {

		private static Found of(JsonNode node) {
			String exhaustedIn = text(node.path("exhaustedIn"));
			return new Found(node.path("id").asString(""), node.path("kind").asString(""),
					node.path("stage").asString(""), node.path("severity").asString(""),
					node.path("population").asString(""), node.path("unit").asString(""),
					text(node.path("culprit").path("type")), text(node.path("culprit").path("site")),
					node.path("count").asDouble(0), node.path("baseline").asDouble(0),
					node.path("growthPerHour").asDouble(0),
					node.path("limit").isNumber() ? node.path("limit").asDouble() : null,
					(exhaustedIn != null) ? Duration.parse(exhaustedIn) : null, node.path("reason").asString(""),
					node.path("remedy").asString(""), text(node.path("since")), text(node.path("confirmedAt")),
					node.path("evidence").valueStream().map((item) -> item.path("href").asString("")).toList());
		}

		boolean isConfirmed() {
			return this.stage.equals("CONFIRMED");
		}

		boolean isActive() {
			return isConfirmed() || this.stage.equals("SUSPECTED");
		}

		String where() {
			return (this.site != null) ? this.site : (this.type != null) ? this.type : this.population;
		}

	}

}
