package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.endpoint.AbstractLeaksEndpointHttpTests.Application;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * On a port of its own.
 */
@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks",
				"management.endpoint.leaks.access=unrestricted", "leakguard.evidence.access=read-only",
				"management.server.port=0", "management.server.base-path=/ops" })
class LeaksEndpointManagementPortTests extends AbstractLeaksEndpointHttpTests {

	@LocalManagementPort
	private int port;

	@LocalServerPort
	private int applicationPort;

	@Override
	int port() {
		return this.port;
	}

	@Override
	String leaks() {
		return "/ops/actuator/leaks";
	}

	@Test
	void theApplicationPortDoesNotServeIt() {
		RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.applicationPort)
			.build()
			.get()
			.uri("/actuator/leaks")
			.exchange()
			.expectStatus()
			.isNotFound();
	}

}
