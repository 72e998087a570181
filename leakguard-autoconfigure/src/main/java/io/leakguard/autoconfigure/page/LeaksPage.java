package io.leakguard.autoconfigure.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;
import org.springframework.util.function.SingletonSupplier;

/**
 * The page that shows the report to people: one file that needs no other, put together
 * once. Its content security policy allows the one script and the one style that are in
 * it, by their hashes, and nothing else. It is the same for everybody; what it shows, it
 * reads from the endpoint that it came from. Immutable and thread-safe.
 */
public final class LeaksPage {

	/** The media type of the page. */
	public static final MimeType MEDIA_TYPE = new MimeType("text", "html", StandardCharsets.UTF_8);

	/** In the order in which they use each other. */
	private static final List<String> SCRIPTS = List.of("text.js", "evidence.js", "finding.js", "page.js");

	/** Put together when it is asked for: many a service never is. */
	private final SingletonSupplier<Resource> content = SingletonSupplier.of(LeaksPage::assemble);

	private static Resource assemble() {
		String style = read("page.css");
		String script = SCRIPTS.stream().map(LeaksPage::read).collect(Collectors.joining());
		String policy = "default-src 'none'; script-src %s; style-src %s; connect-src 'self'; frame-src 'self'; img-src 'self' data:; "
			.formatted(hash(script), hash(style))
				+ "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
		String page = read("page.html").replace("{policy}", policy)
			.replace("{style}", style)
			.replace("{script}", script);
		return new ByteArrayResource(page.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the page.
	 * @return the page in UTF-8
	 * @throws UncheckedIOException if a part of it is missing
	 */
	public Resource content() {
		return this.content.obtain();
	}

	private static String read(String name) {
		try {
			// a browser hashes the text after it has normalised the ends of lines
			return new ClassPathResource(name, LeaksPage.class).getContentAsString(StandardCharsets.UTF_8)
				.replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
