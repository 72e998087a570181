package io.leakguard.autoconfigure.probe.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardCustomizer;
import io.leakguard.population.Kind;
import io.leakguard.tracking.Tracker;
import io.leakguard.tracking.TrackingSettings;
import org.apache.tomcat.websocket.server.WsSci;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmitterHandler}, {@link AsyncRequests} and {@link WebSocketSessions}
 * with a real server.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "leakguard.interval=200ms")
class SessionsTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private LeakGuard leakGuard;

	@Autowired
	private Application application;

	@Test
	void anEmitterThatIsCompleteAndHeldIsRetainedUntilItIsReleased() throws Exception {
		assertThat(get("/events/kept", 101)).allSatisfy((body) -> assertThat(body).contains("data:x"));
		assertThat(get("/events/early", 101)).allSatisfy((body) -> assertThat(body).contains("data:x"));
		assertThat(this.application.kept).hasSize(202);
		Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> open(EmitterHandler.POPULATION) == 0);
		awaitRetained(SseEmitter.class.getName(), 202);
		this.application.kept.clear();
		awaitRetained(SseEmitter.class.getName(), 0);
	}

	@Test
	void anEmitterThatIsDroppedIsNotRetained() throws Exception {
		for (int i = 0; i < 5; i++) {
			get("/events/dropped");
		}
		System.gc();
		this.leakGuard.requestScan().get();
		assertThat(retained("org.springframework.web.servlet.mvc.method.annotation.SseEmitter")).isZero();
	}

	@Test
	void aDeferredResultThatIsOverAndHeldIsRetained() throws Exception {
		assertThat(get("/deferred", 201)).containsOnly("later");
		awaitRetained(DeferredResult.class.getName(), 201);
	}

	@Test
	void aWebSocketSessionThatIsClosedAndHeldIsRetained() throws Exception {
		for (int i = 0; i < 3; i++) {
			WebSocketSession client = new StandardWebSocketClient()
				.execute(new TextWebSocketHandler(), "ws://localhost:" + this.port + "/chat")
				.get();
			Awaitility.await().until(() -> open(WebSocketSessions.POPULATION) == 1);
			client.close();
			Awaitility.await().until(() -> open(WebSocketSessions.POPULATION) == 0);
		}
		awaitRetained("org.springframework.web.socket.adapter.standard.StandardWebSocketSession", 3);
	}

	private String get(String path) throws Exception {
		return this.http
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build(),
					BodyHandlers.ofString())
			.body();
	}

	/** Ask several times at once. */
	private List<String> get(String path, int times) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build();
		return IntStream.range(0, times)
			.mapToObj((i) -> this.http.sendAsync(request, BodyHandlers.ofString()))
			.toList()
			.stream()
			.map((answer) -> answer.join().body())
			.toList();
	}

	private long open(String tracker) {
		return this.leakGuard.tracking()
			.trackers()
			.stream()
			.filter((each) -> each.name().equals(tracker))
			.mapToLong(Tracker::open)
			.sum();
	}

	private void awaitRetained(String type, long count) {
		Awaitility.await().pollInterval(Duration.ofMillis(300)).atMost(Duration.ofSeconds(40)).until(() -> {
			System.gc();
			this.leakGuard.requestScan().get();
			return retained(type) == count;
		});
	}

	private long retained(String type) {
		return this.leakGuard.report()
			.findings()
			.stream()
			.filter((finding) -> finding.kind() == Kind.SESSION_RETAINED && finding.isOpen()
					&& type.equals(finding.culprit().type()))
			.mapToLong((finding) -> finding.count())
			.sum();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocket
	@RestController
	static class Application {

		private final Set<SseEmitter> kept = ConcurrentHashMap.newKeySet();

		private final Collection<DeferredResult<String>> results = ConcurrentHashMap.newKeySet();

		private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

		@GetMapping("/events/kept")
		SseEmitter kept() throws Exception {
			SseEmitter emitter = new SseEmitter();
			this.kept.add(emitter);
			emitter.send("x");
			CompletableFuture.runAsync(emitter::complete, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
			return emitter;
		}

		@GetMapping("/events/early")
		SseEmitter early() throws Exception {
			SseEmitter emitter = dropped();
			this.kept.add(emitter);
			return emitter;
		}

		@GetMapping("/events/dropped")
		SseEmitter dropped() throws Exception {
			SseEmitter emitter = new SseEmitter(1000L);
			emitter.send("x");
			emitter.complete();
			return emitter;
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			this.results.add(result);
			result.setResult("later");
			return result;
		}

		@Bean
		static LeakGuardCustomizer soon() {
			return (builder) -> builder.tracking(TrackingSettings.DEFAULTS.withNotCollected(Duration.ofMillis(500), 3));
		}

		@Bean
		static WebServerFactoryCustomizer<TomcatServletWebServerFactory> webSocketServer() {
			return (factory) -> factory
				.addContextCustomizers((context) -> context.addServletContainerInitializer(new WsSci(), null));
		}

		@Bean
		WebSocketConfigurer sockets() {
			return (registry) -> registry.addHandler(handler(), "/chat");
		}

		@Bean
		WebSocketHandler handler() {
			return new TextWebSocketHandler() {

				@Override
				public void afterConnectionEstablished(WebSocketSession session) {
					Application.this.sessions.put(session.getId(), session);
				}

				@Override
				public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
				}

			};
		}

	}

}
