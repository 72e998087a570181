package io.leakguard.autoconfigure.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.endpoint.LeakyApplication.Recording;
import io.leakguard.finding.Finding;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Evidence of a real LeakGuard over HTTP, kept in a directory.
 */
@DirtiesContext
abstract class AbstractEvidenceHttpTests {

	private static final String SECRET = "the secret beside the directory";

	@TempDir
	private static Path temp;

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private LeakGuard leakGuard;

	@Autowired
	private Recording recording;

	private String stuck = "";

	private String streams = "";

	@DynamicPropertySource
	static void directory(DynamicPropertyRegistry registry) throws IOException {
		Files.writeString(temp.resolve("secret"), SECRET);
		registry.add("leakguard.evidence.directory", () -> temp.resolve("evidence").toString());
	}

	abstract int port();

	@BeforeEach
	void findLeaks() throws Exception {
		assertThat(post("", "").statusCode()).isEqualTo(200);
		soon().until(() -> this.leakGuard.report().findings().size() >= 2);
		for (Finding finding : this.leakGuard.report().findings()) {
			if (finding.population().equals("test.tasks")) {
				this.stuck = finding.id();
			}
			else if (finding.population().equals("test.streams")) {
				this.streams = finding.id();
			}
		}
		soon().until(() -> !this.leakGuard.evidence(this.stuck).isEmpty() && isIdle());
	}

	@AfterEach
	void letGo() {
		this.recording.end.countDown();
		soon().until(this::isIdle);
	}

	/** Mostly it is so already, and each of many tests asks. */
	private static ConditionFactory soon() {
		return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
	}

	private boolean isIdle() {
		return this.leakGuard.evidenceDesk().pending().isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "snapshot, application/json, snapshot.json", "snapshot.svg, image/svg+xml, snapshot.svg",
			"snapshot.html, text/html;charset=UTF-8, snapshot.html",
			"snapshot.dot, text/vnd.graphviz;charset=UTF-8, snapshot.dot" })
	void anArtifactIsServedSoThatItCanDoNoHarm(String name, String type, String file) throws Exception {
		HttpResponse<String> artifact = get("/" + this.stuck + "/" + name);
		assertThat(artifact.statusCode()).isEqualTo(200);
		assertThat(header(artifact, "Content-Type")).isEqualToIgnoringCase(type);
		assertThat(header(artifact, "X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(header(artifact, "Content-Security-Policy")).startsWith("sandbox allow-scripts; default-src 'none'")
			.doesNotContain("allow-same-origin");
		assertThat(header(artifact, "Content-Disposition"))
			.isEqualTo("inline; filename=\"leak-%s-%s\"".formatted(this.stuck, file));
		assertThat(header(artifact, "Cache-Control")).isEqualTo("private, no-cache");
	}

	@Test
	void anArtifactThatTheReaderHasIsNotSentAgain() throws Exception {
		HttpResponse<String> first = get("/" + this.stuck + "/snapshot");
		assertThat(header(first, "ETag")).startsWith("W/\"");
		HttpResponse<String> again = send("GET", "/" + this.stuck + "/snapshot", null,
				Map.of("If-None-Match", header(first, "ETag")));
		assertThat(again.statusCode()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
		assertThat(header(again, "ETag")).isEqualTo(header(first, "ETag"));
		HttpResponse<String> other = send("GET", "/" + this.stuck + "/snapshot", null,
				Map.of("If-None-Match", "W/\"other\""));
		assertThat(other.statusCode()).isEqualTo(200);
		assertThat(other.body()).isEqualTo("{\"a\":1}");
	}

	@Test
	void thePageMayNotBeFramed() throws Exception {
		HttpResponse<String> page = send("GET", "", null, Map.of("Accept", "text/html"));
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(header(page, "Content-Security-Policy")).isEqualTo("frame-ancestors 'none'");
		assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%s/..", "/%s/../../../secret", "/%s/..%%2f..%%2fsecret",
			"/%s/%%2e%%2e%%2f%%2e%%2e%%2fsecret", "/%s/%%2e%%2e/%%2e%%2e/secret", "/%s/..%%5c..%%5csecret",
			"/%s/%%252e%%252e%%252fsecret", "/%s/secret%%00", "/%s/snapshot%%00.html", "/%s/SNAPSHOT",
			"/%s/snapshot;.html/../../secret", "/../secret/snapshot", "/%%2e%%2e/secret", "/..%%2fevidence/snapshot",
			"/%%2e/snapshot", "/%s/snapshot.html.svg", "/%s/%%3Cscript%%3Ealert(1)%%3C%%2Fscript%%3E" })
	void aNameOfAnotherFormReadsNothing(String path) throws Exception {
		HttpResponse<String> answer = get(path.formatted(this.stuck));
		assertThat(answer.statusCode()).isBetween(400, 499);
		assertThat(answer.body()).doesNotContain(SECRET).doesNotContain("<script>alert(1)");
	}

	@ParameterizedTest
	@ValueSource(ints = { 9, 100, 5_000, 100_000 })
	void anIdOfAnyLengthIsNotFound(int length) throws Exception {
		for (String path : List.of("/" + "a".repeat(length), "/" + "a".repeat(length) + "/snapshot",
				"/" + this.stuck + "/" + "a".repeat(length))) {
			assertThat(get(path).statusCode()).isBetween(400, 499);
			assertThat(post(path, "").statusCode()).isBetween(400, 499);
		}
		assertThat(get("").statusCode()).isEqualTo(200);
	}

	@Test
	void evidenceIsAskedForByNameAndFollowed() throws Exception {
		this.recording.end = new CountDownLatch(1);
		HttpResponse<String> asked = post("", """
				{"finding": "%s", "collectors": ["recording", "snapshot"], "duration": "20s"}
				""".formatted(this.stuck));
		assertThat(asked.statusCode()).isEqualTo(202);
		assertThat(asked.body()).contains("\"collector\":\"recording\"", "\"collector\":\"snapshot\"",
				"\"href\":\"/actuator/leaks/" + this.stuck + "\"");
		Awaitility.await().untilAsserted(() -> {
			assertThat(get("").body()).contains("\"pending\":[{\"finding\":\"" + this.stuck
					+ "\",\"collector\":\"recording\",\"state\":\"RUNNING\",\"message\":\"half done\"");
			assertThat(get("/" + this.stuck).body()).contains("\"state\":\"RUNNING\",\"message\":\"half done\"");
		});
		assertThat(this.recording.asked).isEqualTo(Duration.ofSeconds(20));
		this.recording.end.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(get("").body()).contains("\"pending\":[]"));
	}

	@Test
	void evidenceIsAskedForInTheAddress() throws Exception {
		HttpResponse<String> asked = post("?collectors=snapshot", null);
		assertThat(asked.statusCode()).isEqualTo(202);
		assertThat(captures(asked)).hasSizeGreaterThanOrEqualTo(2)
			.allSatisfy((capture) -> assertThat(capture).containsEntry("collector", "snapshot"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', value = {
			"{\"collectors\": [\"bogus\"]} | 'collectors' must be one of [ | but is 'bogus'",
			"{\"collectors\": \"snapshot,recording,../x\"} | 'collectors' must be one of [ | but is '../x'",
			"{\"collectors\": 5} | 'collectors' must be one of [ | but is '5'",
			"{\"finding\": \"ffffffff\"} | 'finding' must be one of [ | but is 'ffffffff'",
			"{\"collectors\": [\"recording\"], \"duration\": \"61s\"} | 'duration' must be more than 0s and at most 60s | '61s'",
			"{\"collectors\": [\"recording\"], \"duration\": \"soon\"} | 'duration' must be more than 0s | but is 'soon'",
			"{\"collectors\": [\"recording\"], \"duration\": \"-1s\"} | 'duration' must be more than 0s | but is '-1s'",
			"{\"collectors\": [\"snapshot\"], \"duration\": \"5s\"} | 'duration' must be left out | but is '5s'",
			"{\"alerts\": \"none\"} | 'alerts' must be the 'alerts' of an Alertmanager webhook | 'none'" })
	void aValueThatCannotBeIsABadRequestThatNamesTheAllowedOnes(String body, String must, String is) throws Exception {
		HttpResponse<String> answer = post("", body);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains(must, is);
	}

	@Test
	void aBodyThatIsNoJsonIsABadRequest() throws Exception {
		assertThat(post("", "{\"collectors\": ").statusCode()).isEqualTo(400);
		assertThat(post("", "[1]").statusCode()).isEqualTo(400);
		assertThat(post("", "[".repeat(100_000)).statusCode()).isEqualTo(400);
		assertThat(post("", "{\"a\":".repeat(50_000)).statusCode()).isEqualTo(400);
		HttpResponse<String> large = post("", "{\"collectors\": \"%s\"}".formatted("x".repeat(LeaksBody.MAX_BYTES)));
		assertThat(large.statusCode()).isEqualTo(413);
		assertThat(large.body()).contains("at most 1048576 bytes");
	}

	@Test
	void twoHundredRequestsAtOnceAreServedOneAtATime() throws Exception {
		List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			String path = switch (i % 4) {
				case 0 -> "/" + this.stuck + "/recording";
				case 1 -> "/" + this.streams + "/recording";
				case 2 -> "/" + this.streams;
				default -> "?collectors=recording,snapshot";
			};
			answers.add(this.http.sendAsync(request("POST", path, (i % 4 == 3) ? "" : null, Map.of()),
					BodyHandlers.ofString()));
		}
		for (CompletableFuture<HttpResponse<String>> answer : answers) {
			assertThat(answer.get().statusCode()).isEqualTo(202);
		}
		Awaitility.await().until(this::isIdle);
		assertThat(this.recording.most).hasValue(1);
		assertThat(get("").statusCode()).isEqualTo(200);
	}

	@Test
	void anAlertFetchesItsOwnEvidence() throws Exception {
		HttpResponse<String> answer = post("", alertmanager(alert("firing", "\"kind\": \"TASK_STUCK\",")));
		assertThat(answer.statusCode()).isEqualTo(202);
		assertThat(captures(answer)).isNotEmpty()
			.allSatisfy((capture) -> assertThat(capture).containsEntry("finding", this.stuck));
		assertThat(answer.body()).contains("\"alerts\":{\"firing\":1,\"resolved\":0,\"unmatched\":0}");
	}

	@Test
	void anAlertThatIsResolvedOrOfSomethingElseFetchesNothing() throws Exception {
		HttpResponse<String> answer = post("", alertmanager(alert("resolved", "\"kind\": \"TASK_STUCK\","),
				alert("firing", "\"kind\": \"Pod\","), alert("firing", "\"kind\": \"QUEUE_GROWS\",")));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("\"captures\":[]",
				"\"alerts\":{\"firing\":2,\"resolved\":1,\"unmatched\":2}");
	}

	@Test
	void anAlertWithoutTellingLabelsIsAboutWhateverIsOpen() throws Exception {
		HttpResponse<String> answer = post("?collectors=snapshot", alertmanager(alert("firing", "")));
		assertThat(answer.statusCode()).isEqualTo(202);
		assertThat(captures(answer)).extracting((capture) -> capture.get("finding")).contains(this.stuck, this.streams);
	}

	@Test
	void twoHundredAlertsAreOneRequest() throws Exception {
		String[] alerts = new String[200];
		for (int i = 0; i < alerts.length; i++) {
			alerts[i] = alert((i % 3 == 0) ? "resolved" : "firing",
					"\"kind\": \"task_stuck\", \"long\": \"%s\",".formatted("x".repeat(4000)));
		}
		HttpResponse<String> answer = post("", alertmanager(alerts));
		assertThat(answer.statusCode()).isEqualTo(202);
		assertThat(captures(answer)).extracting((capture) -> capture.get("finding")).containsOnly(this.stuck);
		assertThat(answer.body()).contains("\"alerts\":{\"firing\":133,\"resolved\":67,\"unmatched\":0}");
	}

	@Test
	void namesWithMarkupAreData() throws Exception {
		HttpResponse<String> answer = get("/" + this.streams);
		assertThat(header(answer, "Content-Type")).contains("json");
		assertThat(header(answer, "Content-Security-Policy")).startsWith("sandbox");
		Map<?, ?> culprit = (Map<?, ?>) JsonParserFactory.getJsonParser().parseMap(answer.body()).get("culprit");
		assertThat(culprit.get("type")).isEqualTo(LeakyApplication.MARKUP);
	}

	/** As Alertmanager 0.27 sends it. */
	private static String alertmanager(String... alerts) {
		return """
				{"receiver": "leakguard", "status": "firing", "alerts": [%s],
				 "groupLabels": {"alertname": "LeakConfirmed"}, "commonLabels": {"alertname": "LeakConfirmed"},
				 "commonAnnotations": {}, "externalURL": "http://alertmanager:9093", "version": "4",
				 "groupKey": "{}:{alertname=\\"LeakConfirmed\\"}", "truncatedAlerts": 0}
				""".formatted(String.join(",", alerts));
	}

	private static String alert(String status, String labels) {
		return """
				{"status": "%s", "labels": {%s "alertname": "LeakConfirmed", "severity": "page", "stage": "CONFIRMED",
				  "pod": "orders-5d8f-xk2"}, "annotations": {"summary": "orders leaks"},
				 "startsAt": "2026-11-21T10:15:30.123Z", "endsAt": "0001-01-01T00:00:00Z",
				 "generatorURL": "http://prometheus:9090/graph?g0.expr=x", "fingerprint": "a1b2c3d4e5f60718"}
				""".formatted(status, labels);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> captures(HttpResponse<String> answer) {
		return (List<Map<String, Object>>) JsonParserFactory.getJsonParser().parseMap(answer.body()).get("captures");
	}

	private static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	private HttpResponse<String> get(String path) throws Exception {
		return send("GET", path, null, Map.of());
	}

	private HttpResponse<String> post(String path, String body) throws Exception {
		return send("POST", path, body, Map.of());
	}

	private HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
			throws Exception {
		return this.http.send(request(method, path, body, headers), BodyHandlers.ofString());
	}

	private HttpRequest request(String method, String path, String body, Map<String, String> headers) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:%d/actuator/leaks%s".formatted(port(), path)))
			.timeout(Duration.ofSeconds(30))
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
		headers.forEach(request::header);
		if (body != null) {
			request.header("Content-Type", "application/json");
		}
		return request.build();
	}

}
