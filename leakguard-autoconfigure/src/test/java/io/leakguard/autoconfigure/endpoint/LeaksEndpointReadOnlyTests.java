package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.endpoint.AbstractLeaksEndpointHttpTests.Application;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "management.endpoints.web.exposure.include=leaks")
class LeaksEndpointReadOnlyTests {

	@LocalServerPort
	private int port;

	@Test
	void nobodyMayWriteUnlessTheOperatorSaysSo() {
		assertStatus(HttpMethod.GET, "/actuator/leaks", HttpStatus.OK);
		assertStatus(HttpMethod.POST, "/actuator/leaks", HttpStatus.METHOD_NOT_ALLOWED);
		assertStatus(HttpMethod.DELETE, "/actuator/leaks/7c1f0a9e", HttpStatus.METHOD_NOT_ALLOWED);
	}

	private void assertStatus(HttpMethod method, String path, HttpStatus status) {
		RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.method(method)
			.uri(path)
			.exchange()
			.expectStatus()
			.isEqualTo(status);
	}

}
