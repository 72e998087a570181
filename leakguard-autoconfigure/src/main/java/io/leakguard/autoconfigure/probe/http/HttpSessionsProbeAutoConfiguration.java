package io.leakguard.autoconfigure.probe.http;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of HTTP sessions in Tomcat.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(name = { "org.apache.catalina.Manager", "org.springframework.boot.tomcat.TomcatWebServer" })
@ConditionalOnProbe("http-sessions")
public final class HttpSessionsProbeAutoConfiguration {

	@Bean
	Probe leakGuardHttpSessionsProbe(ApplicationContext context) {
		return new HttpSessionsProbe(context);
	}

}
