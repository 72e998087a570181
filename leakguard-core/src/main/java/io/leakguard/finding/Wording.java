package io.leakguard.finding;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

import io.leakguard.detection.Verdict;
import io.leakguard.population.Kind;

/**
 * The texts that people read. They live together in {@code wording.properties}, a title
 * and a remedy per kind, so that they can be edited without reading code.
 */
public final class Wording {

	private final Properties texts = new Properties();

	/**
	 * Read the texts.
	 */
	public Wording() {
		try (InputStream stream = Wording.class.getResourceAsStream("wording.properties")) {
			if (stream == null) {
				throw new IllegalStateException("'wording.properties' is missing from the jar");
			}
			this.texts.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return what a kind is called in a sentence.
	 * @param kind the kind
	 * @return the title, such as "listener not removed"
	 */
	public String title(Kind kind) {
		return this.texts.getProperty(kind + ".title", kind.name());
	}

	/**
	 * Return how to mend a leak of a kind.
	 * @param kind the kind
	 * @return the remedy, in one sentence
	 */
	public String remedy(Kind kind) {
		return this.texts.getProperty(kind + ".remedy", "");
	}

	/**
	 * Return why a verdict is a leak: the detector's clause and what the signs add.
	 * @param verdict the verdict
	 * @return the reason
	 */
	public String reason(Verdict verdict) {
		StringBuilder reason = new StringBuilder(verdict.reason());
		verdict.signs().stream().sorted().forEach((sign) -> {
			String text = this.texts.getProperty("sign." + sign);
			if (text != null && !text.isEmpty()) {
				reason.append("; ").append(text);
			}
		});
		if (verdict.holder() != null) {
			reason.append("; held by ").append(verdict.holder());
		}
		return reason.toString();
	}

}
