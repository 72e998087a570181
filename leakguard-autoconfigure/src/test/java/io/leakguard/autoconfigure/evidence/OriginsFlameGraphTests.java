package io.leakguard.autoconfigure.evidence;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.leakguard.population.Origin;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OriginsFlameGraph}.
 */
class OriginsFlameGraphTests {

	private static final Pattern NAME = Pattern.compile("^'(.*)',?$");

	@Test
	void theFramesStandOnTheirCallersWithTheNumberOfLiveThings() {
		String page = draw("title",
				origin(800, "com.acme.Order", "com.acme.Orders.add(Orders.java:7)", "com.acme.Web.get(Web.java:1)"),
				origin(12, "com.acme.Order", "com.acme.Batch.run(Batch.java:3)", "com.acme.Web.get(Web.java:1)"));
		assertThat(names(page)).containsExactlyInAnyOrder("all", "com.acme.Web.get(Web.java:1)",
				"com.acme.Orders.add(Orders.java:7)", "com.acme.Batch.run(Batch.java:3)", "com.acme.Order");
		assertThat(page).contains("const levels = Array(4)").contains(",812)").contains(",800)").contains(",12)");
	}

	@Test
	void thePageLoadsNothing() {
		String page = draw("title", origin(1, "com.acme.Order", "com.acme.Orders.add(Orders.java:7)"));
		assertThat(page).startsWith("<!DOCTYPE html>")
			.doesNotContainPattern("(?i)<(link|img|iframe|object|embed)|src\\s*=|@import|url\\(|fetch\\(|XMLHttp");
		assertThat(page.length()).isLessThan(20_000);
	}

	@Test
	void noNameGetsOutOfItsPlace() {
		String page = draw("</h1><script>alert(1)</script>/*cpool:*/",
				origin(1, "com.acme.</script><img src=x onerror=alert(2)>", "'+alert(3)+'.x\\',alert(4),'\n`\u2028;y",
						"/*frames:*/a&lt;b"));
		assertThat(page.split("<script>", -1)).hasSize(2);
		assertThat(page.split("</script>", -1)).hasSize(2);
		assertThat(page).doesNotContain("<img").doesNotContain("'+alert").doesNotContain("\u2028");
		assertThat(names(page)).hasSize(4)
			.contains("com.acme.\u2039/script\u203a\u2039img src=x onerror=alert(2)\u203a",
					"\u2019+alert(3)+\u2019.x\u2044\u2019,alert(4),\u2019 \u2019 ;y", "/ *frames:* /a+lt;b");
	}

	private static String draw(String title, Origin... origins) {
		return new String(new OriginsFlameGraph().draw(title, List.of(origins)), StandardCharsets.UTF_8);
	}

	private static Origin origin(long count, String type, String... stack) {
		return new Origin(type, stack[0], List.of(stack), "main", Instant.EPOCH, null, count);
	}

	/** Reads the names as the script of the page does. */
	private static List<String> names(String page) {
		List<String> names = new ArrayList<>();
		int from = page.indexOf("const cpool = [") + 16;
		for (String line : page.substring(from, page.indexOf("];", from)).split("\n")) {
			Matcher matcher = NAME.matcher(line.strip());
			if (matcher.matches()) {
				String text = matcher.group(1).replace("\\'", "'").replace("\\\\", "\\");
				names.add(names.isEmpty() ? text
						: names.get(names.size() - 1).substring(0, text.charAt(0) - 32) + text.substring(1));
			}
		}
		return names;
	}

}
