package io.leakguard.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.leakguard.finding.Finding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;

/**
 * An alert as Alertmanager sends it. Of its labels only those are looked at that say
 * which finding is meant. Neither stage nor severity are: a finding may have moved on
 * since the alert began to fire, and rules of alerts have severities of their own.
 *
 * @param firing whether something is wrong, or it is over
 * @param finding the id of the finding, if a label has it
 * @param kind the kind of the finding, if a label has it
 * @param population the population of the finding, if a label has it
 */
record Alert(boolean firing, @Nullable String finding, @Nullable String kind, @Nullable String population) {

	/**
	 * Read alerts.
	 * @param json a list of alerts
	 * @return the alerts
	 * @throws InvalidRequestException if it is none
	 */
	static List<Alert> read(String json) {
		List<Object> values = parse(json);
		if (!values.stream().allMatch(Map.class::isInstance)) {
			throw invalid(json);
		}
		return values.stream().map((alert) -> of((Map<?, ?>) alert)).toList();
	}

	private static List<Object> parse(String json) {
		try {
			return json.isEmpty() ? List.of() : JsonParserFactory.getJsonParser().parseList(json);
		}
		catch (JsonParseException ex) {
			throw invalid(json);
		}
	}

	private static InvalidRequestException invalid(String json) {
		return new InvalidRequestException("alerts", json, "the 'alerts' of an Alertmanager webhook");
	}

	private static Alert of(Map<?, ?> alert) {
		boolean firing = !"resolved".equals(alert.get("status"));
		Map<?, ?> labels = (alert.get("labels") instanceof Map<?, ?> map) ? map : Map.of();
		return new Alert(firing, text(labels, "finding"), text(labels, "kind"), text(labels, "population"));
	}

	private static @Nullable String text(Map<?, ?> labels, String name) {
		return (labels.get(name) instanceof String text && !text.isBlank()) ? text.trim() : null;
	}

	/** Return alerts with nothing in them but what is read here. */
	static Object withoutTheRest(Object alerts) {
		if (!(alerts instanceof List<?> list)) {
			return alerts;
		}
		return list.stream().map((alert) -> (alert instanceof Map<?, ?> map) ? of(map).plain() : alert).toList();
	}

	private Map<String, Object> plain() {
		Map<String, Object> labels = new LinkedHashMap<>();
		labels.put("finding", this.finding);
		labels.put("kind", this.kind);
		labels.put("population", this.population);
		labels.values().removeIf(Objects::isNull);
		return Map.of("status", this.firing ? "firing" : "resolved", "labels", labels);
	}

	/**
	 * Return whether it may be about a finding. One that has no label which says so is
	 * about whatever is open.
	 */
	boolean isAbout(Finding finding) {
		return (this.finding == null || this.finding.equals(finding.id()))
				&& (this.kind == null || this.kind.toUpperCase(Locale.ROOT).equals(finding.kind().name()))
				&& (this.population == null || this.population.equals(finding.population()));
	}

}
