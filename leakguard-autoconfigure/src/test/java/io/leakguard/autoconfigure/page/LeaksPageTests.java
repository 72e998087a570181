package io.leakguard.autoconfigure.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaksPage}.
 */
class LeaksPageTests {

	private final String page = content();

	@Test
	void nothingComesFromElsewhere() {
		assertThat(this.page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "//cdn",
				"@import", "url(");
	}

	@Test
	void nothingIsEverParsedAsMarkup() {
		assertThat(this.page).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write",
				"DOMParser", "eval(", "new Function", " style=", "onclick=");
	}

	@Test
	void thePolicyAllowsTheOneScriptAndTheOneStyle() throws Exception {
		assertThat(this.page)
			.contains("default-src 'none'; script-src " + hash("script type=\"module\"", "script"),
					"style-src " + hash("style", "style"), "base-uri 'none'; form-action 'none'")
			.doesNotContain("unsafe", "{policy}", "{style}", "{script}");
	}

	private String hash(String opening, String closing) throws Exception {
		Matcher matcher = Pattern.compile("<" + opening + ">(.*)</" + closing + ">", Pattern.DOTALL).matcher(this.page);
		assertThat(matcher.find()).isTrue();
		byte[] digest = MessageDigest.getInstance("SHA-256").digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
		return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
	}

	private static String content() {
		try {
			return new LeaksPage().content().getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
