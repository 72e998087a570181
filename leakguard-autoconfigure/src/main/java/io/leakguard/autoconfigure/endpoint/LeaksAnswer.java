package io.leakguard.autoconfigure.endpoint;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a browser is told about an answer of the endpoint, so that nothing that came from
 * the application can act in its name: class names have been seen with markup in them.
 */
final class LeaksAnswer {

	/** A finding or an artifact: each in a world of its own, which loads nothing. */
	private static final String POLICY = "sandbox allow-scripts; default-src 'none'; "
			+ "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
			+ "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

	/** The page has a policy of its own besides. */
	private static final String PAGE_POLICY = "frame-ancestors 'none'";

	private static final Pattern ARTIFACT = Pattern.compile("/([0-9a-f]{8})/([a-z0-9-]{1,64})(\\.[a-z0-9]{1,8})?");

	private LeaksAnswer() {
	}

	/**
	 * Return the headers of an answer.
	 * @param path the decoded path below the endpoint
	 * @return the headers
	 */
	static Map<String, String> headers(String path) {
		Map<String, String> headers = new TreeMap<>();
		headers.put("X-Content-Type-Options", "nosniff");
		headers.put("Content-Security-Policy", isRoot(path) ? PAGE_POLICY : POLICY);
		if (isArtifact(path)) {
			// kept, but asked for again each time, so that access is checked
			headers.put("Cache-Control", "private, no-cache");
			Matcher artifact = ARTIFACT.matcher(path);
			if (artifact.matches()) {
				String ending = (artifact.group(3) != null) ? artifact.group(3) : ".json";
				headers.put("Content-Disposition",
						"inline; filename=\"leak-%s-%s%s\"".formatted(artifact.group(1), artifact.group(2), ending));
			}
		}
		return headers;
	}

	private static boolean isRoot(String path) {
		return path.isEmpty() || path.equals("/");
	}

	/**
	 * Return whether a path is that of an artifact.
	 * @param path the decoded path below the endpoint
	 */
	static boolean isArtifact(String path) {
		return path.indexOf('/', 1) > 0;
	}

}
