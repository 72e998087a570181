package io.leakguard.autoconfigure.endpoint;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Over Spring WebFlux.
 */
@SpringBootTest(classes = LeakyApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks",
				"management.endpoint.leaks.access=unrestricted", "leakguard.evidence.access=read-only",
				"leakguard.interval=1h", "spring.main.web-application-type=reactive" })
class EvidenceWebFluxTests extends AbstractEvidenceHttpTests {

	@LocalServerPort
	private int port;

	@Override
	int port() {
		return this.port;
	}

}
