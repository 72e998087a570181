package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.endpoint.AbstractLeaksEndpointHttpTests.Application;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Over Spring MVC.
 */
@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks",
				"management.endpoint.leaks.access=unrestricted", "leakguard.evidence.access=read-only" })
class LeaksEndpointMvcTests extends AbstractLeaksEndpointHttpTests {

	@LocalServerPort
	private int port;

	@Override
	int port() {
		return this.port;
	}

}
