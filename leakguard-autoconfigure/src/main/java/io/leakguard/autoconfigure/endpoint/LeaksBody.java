package io.leakguard.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.json.JsonWriter;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * The body of a request. An operation of an actuator takes texts by name and nothing
 * else, while a list of collectors is a list, and Alertmanager sends objects: what is no
 * text becomes one. What nobody asks for is left out, because a server may have a limit
 * of its own.
 */
final class LeaksBody {

	/** Alertmanager's 200 alerts with long labels take a third of it. */
	static final int MAX_BYTES = 1 << 20;

	static final String TOO_LARGE = "{\"message\":\"the body must be at most %d bytes\"}".formatted(MAX_BYTES);

	private static final JsonWriter<Map<String, Object>> WRITER = JsonWriter.standard();

	private static final Set<String> PARAMETERS = Set.of("finding", "collectors", "duration", "alerts");

	private LeaksBody() {
	}

	/** Return whether this type is JSON. */
	static boolean isJson(@Nullable MimeType type) {
		return type != null && (MimeTypeUtils.APPLICATION_JSON.isCompatibleWith(type)
				|| (type.getType().equals("application") && type.getSubtype().endsWith("+json")));
	}

	/**
	 * Return a body whose values are texts.
	 * @param body a body
	 * @return a body with the parameters that there are, or the same if it is no JSON
	 * object
	 */
	static byte[] plain(byte[] body) {
		if (body.length == 0) {
			return body;
		}
		try {
			Map<String, Object> values = JsonParserFactory.getJsonParser()
				.parseMap(new String(body, StandardCharsets.UTF_8));
			Map<String, Object> texts = new LinkedHashMap<>();
			values.forEach((name, value) -> {
				if (value != null && PARAMETERS.contains(name)) {
					texts.put(name, text(name.equals("alerts") ? Alert.withoutTheRest(value) : value));
				}
			});
			return WRITER.write(texts).toByteArray();
		}
		catch (JsonParseException ex) {
			return body;
		}
	}

	private static String text(Object value) {
		if (value instanceof Collection<?> values && values.stream().allMatch(LeaksBody::isScalar)) {
			return values.isEmpty() ? "" : values.stream().map(String::valueOf).collect(Collectors.joining(","));
		}
		return isScalar(value) ? String.valueOf(value) : JsonWriter.standard().writeToString(value);
	}

	private static boolean isScalar(@Nullable Object value) {
		return value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
	}

}
