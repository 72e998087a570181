package io.leakguard.autoconfigure.endpoint;

/**
 * Knows the path under which the endpoint is asked, so that references in an answer lead
 * where the question came from.
 */
@FunctionalInterface
interface EndpointBase {

	/**
	 * Return the path of the endpoint, without a slash at its end.
	 * @return the path
	 */
	String path();

}
