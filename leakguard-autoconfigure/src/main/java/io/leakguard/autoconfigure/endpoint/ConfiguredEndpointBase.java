package io.leakguard.autoconfigure.endpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Reads the path from the properties.
 */
final class ConfiguredEndpointBase implements EndpointBase {

	private final WebEndpointProperties properties;

	private final Environment environment;

	ConfiguredEndpointBase(WebEndpointProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	@Override
	public String path() {
		String property = (ManagementPortType.get(this.environment) == ManagementPortType.DIFFERENT)
				? "management.server.base-path" : "spring.webflux.base-path";
		String prefix = this.environment.getProperty(property, "");
		return StringUtils.trimTrailingCharacter(prefix, '/') + endpointPath();
	}

	/** Return the path within the servlet container, its context path left out. */
	String servletPath() {
		boolean shared = ManagementPortType.get(this.environment) != ManagementPortType.DIFFERENT;
		String servlet = shared ? this.environment.getProperty("spring.mvc.servlet.path", "") : "";
		return StringUtils.trimTrailingCharacter(servlet, '/') + endpointPath();
	}

	/** Return the path within the actuator's dispatcher. */
	String endpointPath() {
		String mapped = this.properties.getPathMapping().getOrDefault("leaks", "leaks");
		return this.properties.getBasePath() + "/" + StringUtils.trimLeadingCharacter(mapped, '/');
	}

}
