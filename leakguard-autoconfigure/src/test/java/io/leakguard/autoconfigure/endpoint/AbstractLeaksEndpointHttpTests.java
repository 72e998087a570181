package io.leakguard.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.TestReports;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.evidence.Artifact;
import io.leakguard.finding.Status;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * What the endpoint answers over HTTP, whatever serves it.
 */
abstract class AbstractLeaksEndpointHttpTests {

	abstract int port();

	private RestTestClient client() {
		return RestTestClient.bindToServer().baseUrl("http://localhost:" + port()).build();
	}

	/** Return the path of the endpoint as it is asked. */
	String leaks() {
		return "/actuator/leaks";
	}

	@Test
	void theReportIsTheContract() {
		client().get().uri(leaks()).exchange().expectStatus().isOk().expectBody().json("""
				{
				  "status": "LEAKING",
				  "scannedAt": "2026-11-21T10:15:30Z", "scans": 240, "interval": "PT15S", "scanDuration": "PT0.004S",
				  "findings": [{
				    "id": "7c1f0a9e", "kind": "LISTENER_NOT_REMOVED", "stage": "CONFIRMED", "severity": "MAJOR",
				    "title": "listener not removed",
				    "population": "spring.applicationListeners", "unit": "objects",
				    "culprit": {"type": "com.acme.OrderService$$Lambda",
				      "site": "com.acme.OrderService.onRequest(OrderService.java:42)"},
				    "holder": "Router.clients",
				    "count": 812, "baseline": 12, "growthPerHour": 3200.0, "added": 812, "ended": 0,
				    "since": "2026-11-21T09:58:50Z", "confirmedAt": "2026-11-21T10:14:30Z",
				    "limit": 10000, "exhaustedIn": "PT3H",
				    "reason": "grew in every window of the last 17 min",
				    "remedy": "remove the listener when its owner ends",
				    "signs": ["OLDEST_NEVER_LEAVE"], "symptoms": ["jvm.heap.live grows"],
				    "timeline": [{"at": "2026-11-21T10:00:30Z", "stage": "SUSPECTED", "note": "grew"},
				      {"at": "2026-11-21T10:15:30Z", "stage": "CONFIRMED", "note": "grew"}],
				    "evidence": [{"name": "reference-chain", "type": "application/json",
				      "href": "%1$s/7c1f0a9e/reference-chain"},
				      {"name": "flame-graph", "type": "text/html", "href": "%1$s/7c1f0a9e/flame-graph"}]
				  }, {"id": "00000002"}],
				  "populations": [
				    {"name": "jvm.threads", "unit": "objects", "count": 31, "baseline": 31, "trend": "STEADY"},
				    {"name": "jvm.heap.live"}],
				  "probes": {"failed": ["broken"], "unavailable": ["jvm.virtualThreads"]},
				  "notes": ["7 of 2007 populations and groups have no history"]
				}
				""".formatted(leaks()));
	}

	@Test
	void fieldsComeInTheOrderOfTheContract() {
		String body = body(leaks());
		assertThat(body).containsSubsequence("\"status\"", "\"scannedAt\"", "\"findings\"", "\"id\"", "\"kind\"",
				"\"stage\"", "\"culprit\"", "\"reason\"", "\"timeline\"", "\"populations\"", "\"probes\"");
	}

	@Test
	void aBrowserGetsThePageAndEverybodyElseData() {
		String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
		assertThat(mediaType(browser)).isEqualTo("text/html;charset=UTF-8");
		assertThat(mediaType("*/*")).isEqualTo("application/vnd.spring-boot.actuator.v3+json");
		assertThat(mediaType("application/json, text/plain, */*")).isIn("application/json",
				"application/vnd.spring-boot.actuator.v3+json");
		assertThat(mediaType("application/json")).isEqualTo("application/json");
		assertThat(mediaType("application/vnd.spring-boot.actuator.v2+json"))
			.isEqualTo("application/vnd.spring-boot.actuator.v2+json");
	}

	private String mediaType(String accept) {
		return String.valueOf(client().get()
			.uri(leaks())
			.header("Accept", accept)
			.exchange()
			.expectStatus()
			.isOk()
			.returnResult(byte[].class)
			.getResponseHeaders()
			.getContentType());
	}

	@Test
	void theCourseOfACountIsShown() {
		client().get().uri(leaks() + "/7c1f0a9e").exchange().expectBody().json("""
				{"recent": {"from": "2026-11-21T10:14:30Z", "to": "2026-11-21T10:15:30Z",
				  "values": [12.0, 400.0, 812.0]}}
				""");
	}

	@Test
	void filtersAreApplied() {
		assertThat(body(leaks() + "?kind=queue_grows&stage=Suspected&severity=critical")).contains("00000002")
			.doesNotContain("7c1f0a9e");
	}

	@Test
	void aFilterThatCannotBeIsABadRequestThatNamesTheAllowedValues() {
		client().get().uri(leaks() + "?severity=bogus").exchange().expectStatus().isBadRequest().expectBody().json("""
				{"message": "'severity' must be one of [MINOR, MAJOR, CRITICAL] but is 'bogus'"}
				""");
	}

	@Test
	void oneFindingHasItsStacks() {
		assertThat(body(leaks() + "/7c1f0a9e")).contains("\"origins\":[{",
				"\"stack\":[\"com.acme.OrderService.onRequest",
				"\"href\":\"" + leaks() + "/7c1f0a9e/reference-chain\"");
	}

	@Test
	void whatIsUnknownIsNotFound() {
		for (String path : new String[] { "/unknown", "/7c1f0a9e/unknown", "/unknown/reference-chain",
				"/7c1f0a9e/reference-chain/more" }) {
			client().get().uri(leaks() + path).exchange().expectStatus().isNotFound();
		}
		client().delete().uri(leaks() + "/unknown").exchange().expectStatus().isNotFound();
	}

	@Test
	void evidenceHasItsOwnMediaType() {
		client().get()
			.uri(leaks() + "/7c1f0a9e/reference-chain")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType(MediaType.APPLICATION_JSON)
			.expectBody()
			.json("{\"chain\": []}");
		client().get()
			.uri(leaks() + "/7c1f0a9e/flame-graph")
			.accept(MediaType.TEXT_HTML)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("text/html;charset=UTF-8")
			.expectBody(String.class)
			.isEqualTo("<html></html>");
	}

	@Test
	void aScanIsAskedForAndAFindingPutAside() {
		assertThat(post("", 200)).contains("\"status\":\"LEAKING\"",
				"\"href\":\"" + leaks() + "/7c1f0a9e/reference-chain\"");
		client().delete().uri(leaks() + "/7c1f0a9e").exchange().expectStatus().isNoContent();
	}

	@Test
	void aFormThatThereIsNotIsNotAcceptableAndTheRightOnesAreNamed() {
		client().get()
			.uri(leaks())
			.header("Accept", "text/csv")
			.exchange()
			.expectStatus()
			.isEqualTo(406)
			.expectBody(String.class)
			.value((body) -> assertThat(body)
				.contains("the report is at '" + leaks() + "', as application/json or text/html"));
		client().get()
			.uri(leaks() + "/")
			.exchange()
			.expectStatus()
			.isEqualTo(406)
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains("the report is at"));
	}

	@Test
	void aFindingIsJsonWhoeverAsks() {
		for (String accept : new String[] { "*/*", "application/json", "text/html,*/*;q=0.8",
				"application/vnd.spring-boot.actuator.v3+json" }) {
			client().get()
				.uri(leaks() + "/7c1f0a9e")
				.header("Accept", accept)
				.exchange()
				.expectStatus()
				.isOk()
				.expectHeader()
				.contentType(MediaType.APPLICATION_JSON);
		}
	}

	@Test
	void evidenceIsAskedFor() {
		assertThat(post("/7c1f0a9e/thread-pile", 202))
			.contains("\"captures\":[{\"finding\":\"7c1f0a9e\",\"collector\":\"thread-pile\",\"state\":\"RUNNING\"")
			.contains("\"href\":\"" + leaks() + "/7c1f0a9e\"");
		assertThat(post("/7c1f0a9e", 202)).contains("\"captures\":[{");
		assertThat(post("/7c1f0a9e/bogus", 400)).contains("'evidence' must be one of [thread-pile] but is 'bogus'");
		post("/unknown", 404);
		post("/unknown/thread-pile", 404);
	}

	private String post(String path, int status) {
		String answer = client().post()
			.uri(leaks() + path)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return (answer != null) ? answer : "";
	}

	private String body(String uri) {
		return client().get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
			"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
	static class Application {

		@Bean
		LeakGuard leakGuard() {
			LeakGuard leakGuard = TestReports
				.leakGuard(
						TestReports.report(Status.LEAKING,
								TestReports.finding("7c1f0a9e", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED,
										Severity.MAJOR),
								TestReports.finding("00000002", Kind.QUEUE_GROWS, Stage.SUSPECTED, Severity.CRITICAL)),
						new Artifact("reference-chain", "application/json",
								"{\"chain\": []}".getBytes(StandardCharsets.UTF_8), TestReports.NOW),
						new Artifact("flame-graph", "text/html", "<html></html>".getBytes(StandardCharsets.UTF_8),
								TestReports.NOW));
			given(leakGuard.evidence("7c1f0a9e", "unknown")).willReturn(Optional.empty());
			given(leakGuard.evidence("unknown", "reference-chain")).willReturn(Optional.empty());
			return leakGuard;
		}

	}

}
