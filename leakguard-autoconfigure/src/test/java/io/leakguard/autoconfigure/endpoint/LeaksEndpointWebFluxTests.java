package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.endpoint.AbstractLeaksEndpointHttpTests.Application;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Over Spring WebFlux.
 */
@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks",
				"management.endpoint.leaks.access=unrestricted", "leakguard.evidence.access=read-only",
				"spring.main.web-application-type=reactive" })
class LeaksEndpointWebFluxTests extends AbstractLeaksEndpointHttpTests {

	@LocalServerPort
	private int port;

	@Override
	int port() {
		return this.port;
	}

}
