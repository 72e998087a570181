package io.leakguard.autoconfigure.endpoint;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * A parameter has a value that it cannot have.
 */
final class InvalidRequestException extends InvalidEndpointRequestException {

	private static final int MAX_SHOWN = 100;

	/**
	 * Create an exception.
	 * @param parameter the name of the parameter
	 * @param value what it is
	 * @param allowed what it may be: a list of values, or a description
	 */
	InvalidRequestException(String parameter, String value, String allowed) {
		this("'%s' must be %s%s but is '%s'".formatted(parameter, allowed.startsWith("[") ? "one of " : "", allowed,
				shorten(value)));
	}

	private InvalidRequestException(String message) {
		super(message, message);
	}

	private static String shorten(String value) {
		return (value.length() > MAX_SHOWN) ? value.substring(0, MAX_SHOWN) + "…" : value;
	}

}
