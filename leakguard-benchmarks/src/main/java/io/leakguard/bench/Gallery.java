package io.leakguard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what LeakGuard said of each leak as a page, the way a person reads it.
 */
final class Gallery {

	private final List<Row> rows;

	private final String command;

	Gallery(List<Row> rows, String command) {
		this.rows = rows;
		this.command = command;
	}

	void write(Path file) throws IOException {
		StringBuilder page = new StringBuilder("# Gallery\n\n");
		page.append("What LeakGuard said of each leak of the development corpus, written by `")
			.append(this.command)
			.append("`. Nothing is edited.\n");
		for (Row row : this.rows) {
			if (!row.isPlayed() || row.healthy()) {
				continue;
			}
			page.append("\n## ").append(row.id()).append("\n\n");
			page.append((row.finding() != null) ? text(finding(row)) : "Nothing was found.\n");
		}
		Files.writeString(file, page);
	}

	private static JsonNode finding(Row row) {
		return JsonMapper.builder().build().readTree(String.valueOf(row.finding()));
	}

	private static String text(JsonNode finding) {
		StringBuilder text = new StringBuilder("```\n");
		line(text, "what", "%s, %s, %s".formatted(finding.path("kind").asString(), finding.path("stage").asString(),
				finding.path("severity").asString()));
		line(text, "who", finding.path("culprit").path("type").asString(""));
		line(text, "where", finding.path("culprit").path("site").asString(""));
		line(text, "among", finding.path("population").asString());
		line(text, "held by", finding.path("holder").asString(""));
		line(text, "numbers", numbers(finding));
		line(text, "why", finding.path("reason").asString());
		line(text, "remedy", finding.path("remedy").asString());
		finding.path("symptoms").forEach((symptom) -> line(text, "also", symptom.asString()));
		return text.append("```\n").toString();
	}

	private static String numbers(JsonNode finding) {
		String unit = finding.path("unit").asString();
		String numbers = "%,d %s, %,d at first".formatted(finding.path("count").asLong(), unit,
				finding.path("baseline").asLong());
		double growth = finding.path("growthPerHour").asDouble();
		if (growth > 0) {
			numbers += ", %,d more each hour".formatted(Math.round(growth));
		}
		String exhaustedIn = finding.path("exhaustedIn").asString("");
		return exhaustedIn.isEmpty() ? numbers : numbers + ", at the limit in " + exhaustedIn;
	}

	private static void line(StringBuilder text, String label, String value) {
		if (!value.isEmpty()) {
			text.append("%-9s".formatted(label)).append(value).append('\n');
		}
	}

}
