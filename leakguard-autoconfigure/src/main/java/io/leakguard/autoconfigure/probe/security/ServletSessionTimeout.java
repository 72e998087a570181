package io.leakguard.autoconfigure.probe.security;

import java.time.Duration;

import jakarta.servlet.ServletContext;

import org.springframework.context.ApplicationContext;
import org.springframework.web.context.WebApplicationContext;

/**
 * The session timeout of the servlet container, however it was set.
 */
final class ServletSessionTimeout implements SessionRegistryProbe.Timeout {

	private final ApplicationContext context;

	ServletSessionTimeout(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public Duration get() {
		ServletContext servletContext = (this.context instanceof WebApplicationContext web) ? web.getServletContext()
				: null;
		return (servletContext != null) ? Duration.ofMinutes(servletContext.getSessionTimeout()) : Duration.ZERO;
	}

}
