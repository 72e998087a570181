package io.leakguard.autoconfigure.endpoint;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Reads the path from the present servlet request, so that context path, servlet path and
 * a proxy's prefix are in it.
 */
final class RequestedEndpointBase implements EndpointBase {

	private final ConfiguredEndpointBase configured;

	RequestedEndpointBase(ConfiguredEndpointBase configured) {
		this.configured = configured;
	}

	@Override
	public String path() {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			String uri = attributes.getRequest().getRequestURI();
			String endpointPath = this.configured.endpointPath();
			int at = uri.indexOf(endpointPath);
			if (at >= 0) {
				return uri.substring(0, at + endpointPath.length());
			}
		}
		return this.configured.path();
	}

}
