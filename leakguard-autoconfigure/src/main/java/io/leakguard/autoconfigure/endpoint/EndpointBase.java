package io.leakguard.autoconfigure.endpoint;

import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * Knows the path under which the endpoint is asked, so that references in an answer lead
 * where the question came from.
 */
@FunctionalInterface
interface EndpointBase {

	/**
	 * Return the path of the endpoint, without a slash at its end.
	 * @param namespace the web server that was asked
	 * @return the path
	 */
	String path(WebServerNamespace namespace);

}
