package com.acme.orders;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the properties is written from their metadata. With
 * {@code -Dacme.docs.write=true} this test writes it anew.
 */
class ConfigurationPageTests {

	private static final Path PAGE = Path.of("..", "docs", "configuration.md");

	private static final String HEAD = """
			# Configuration

			All properties of LeakGuard, from their metadata; an IDE completes them. Besides, Boot's own properties apply: `management.endpoint.leaks.access` (`read-only` by default), `management.endpoint.leaks.cache.time-to-live`, `management.health.leaks.enabled`, `management.metrics.enable.leakguard`. What to set so that nothing pauses the application: [evidence.md](evidence.md#to-forbid-every-pause).

			| property | default | what |
			|---|---|---|
			""";

	@Test
	void thePageHasEveryPropertyWithItsDefault() throws IOException {
		String expected = page();
		if (Boolean.getBoolean("acme.docs.write")) {
			Files.writeString(PAGE, expected);
		}
		assertThat(PAGE)
			.as("mend it with ./mvnw -pl sample-app -am test -Dtest=ConfigurationPageTests "
					+ "-Dsurefire.failIfNoSpecifiedTests=false -Dacme.docs.write=true")
			.content()
			.isEqualTo(expected);
	}

	private static String page() throws IOException {
		Map<String, String> rows = new TreeMap<>();
		ClassLoader loader = ConfigurationPageTests.class.getClassLoader();
		for (URL url : Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = url.openStream()) {
				JsonNode metadata = JsonMapper.builder().build().readTree(in.readAllBytes());
				metadata.path("properties").valueStream().forEach((property) -> {
					String name = property.path("name").asString("");
					if (name.startsWith("leakguard.")) {
						rows.put(name, row(name, property));
					}
				});
			}
		}
		assertThat(rows).as("properties").containsKey("leakguard.interval");
		return HEAD + String.join("", rows.values());
	}

	private static String row(String name, JsonNode property) {
		JsonNode value = property.path("defaultValue");
		String text = value.isArray() ? String.join(",", value.valueStream().map(JsonNode::asString).toList())
				: value.asString("");
		return "| `" + name + "` | " + (text.isEmpty() ? "" : "`" + text + "`") + " | "
				+ property.path("description").asString("").replace("|", "\\|") + " |\n";
	}

}
