package io.leakguard.autoconfigure.endpoint;

import java.util.List;

import io.leakguard.LeakGuard;
import io.leakguard.finding.Finding;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Evidence where nobody has been allowed to read it.
 */
@SpringBootTest(classes = LeakyApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks", "leakguard.interval=1h" })
class EvidenceWithheldTests {

	@LocalServerPort
	private int port;

	@Autowired
	private LeakGuard leakGuard;

	@Test
	void thereIsEvidenceButNobodyMayReadIt() {
		this.leakGuard.requestScan();
		Awaitility.await()
			.until(() -> this.leakGuard.report()
				.findings()
				.stream()
				.anyMatch((finding) -> !this.leakGuard.evidence(finding.id()).isEmpty()));
		for (Finding finding : this.leakGuard.report().findings()) {
			client().get()
				.uri("/actuator/leaks/{id}", finding.id())
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.evidence[0].href")
				.doesNotExist()
				.jsonPath("$.evidence[0].withheld")
				.isEqualTo("set leakguard.evidence.access=read-only to read it");
			for (String name : List.of("snapshot", "snapshot.html", "thread-pile", "unknown", "%2e%2e")) {
				String body = client().get()
					.uri("/actuator/leaks/{id}/{name}", finding.id(), name)
					.accept(MediaType.TEXT_HTML, MediaType.ALL)
					.exchange()
					.expectStatus()
					.isEqualTo(HttpStatus.FORBIDDEN)
					.expectHeader()
					.contentType(MediaType.APPLICATION_JSON)
					.expectBody(String.class)
					.returnResult()
					.getResponseBody();
				assertThat(body).isEqualTo("{\"message\":\"set leakguard.evidence.access=read-only to read it\"}");
			}
		}
	}

	private RestTestClient client() {
		return RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

}
