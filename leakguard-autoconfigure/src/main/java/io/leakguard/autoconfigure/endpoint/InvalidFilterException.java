package io.leakguard.autoconfigure.endpoint;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * A filter has a value that it cannot have.
 */
final class InvalidFilterException extends InvalidEndpointRequestException {

	private static final int MAX_SHOWN = 100;

	InvalidFilterException(String parameter, String value, String allowed) {
		this("'%s' must be one of %s but is '%s'".formatted(parameter, allowed, shorten(value)));
	}

	private InvalidFilterException(String message) {
		super(message, message);
	}

	private static String shorten(String value) {
		return (value.length() > MAX_SHOWN) ? value.substring(0, MAX_SHOWN) + "…" : value;
	}

}
