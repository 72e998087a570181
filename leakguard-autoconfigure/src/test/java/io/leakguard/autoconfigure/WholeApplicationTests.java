package io.leakguard.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.event.LeakFindingEvent;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Status;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From a probe to all views, in a real application under lazy initialization and with
 * virtual threads.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "leakguard.interval=100ms", "spring.main.lazy-initialization=true",
				"spring.threads.virtual.enabled=true", "management.endpoints.web.exposure.include=leaks,health",
				"management.endpoint.health.show-details=always", "leakguard.ledger.resolve-after=1" })
class WholeApplicationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private LeakGuard leakGuard;

	@Autowired
	private StreamsProbe probe;

	@Autowired
	private Events events;

	@Test
	void aLeakIsSeenInEveryViewAndLeavesAllOfThem() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.leakGuard.report().status(), (status) -> status == Status.CLEAN);
		assertThat(get("/actuator/health/leaks")).contains("\"status\":\"UP\"");
		this.probe.unclosed = 3;
		Awaitility.await().until(() -> this.leakGuard.report().status(), (status) -> status == Status.LEAKING);
		assertThat(get("/actuator/leaks?kind=not_closed")).contains("\"kind\":\"NOT_CLOSED\"",
				"\"stage\":\"CONFIRMED\"", "3 streams were collected without having been closed",
				"com.acme.OrderService.export(OrderService.java:7)");
		assertThat(get("/actuator/health/leaks")).contains("\"status\":\"LEAKING\"", "OrderService.java:7");
		assertThat(get("/actuator/health")).startsWith("{").contains("\"status\":\"UP\"");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.events.seen).extracting(LeakFindingEvent::getStage)
				.containsExactly(Stage.SUSPECTED, Stage.CONFIRMED));
		this.probe.unclosed = 0;
		Awaitility.await().until(() -> this.leakGuard.report().status(), (status) -> status == Status.CLEAN);
		assertThat(get("/actuator/health/leaks")).contains("\"status\":\"UP\"").doesNotContain("OrderService");
	}

	private String get(String path) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.get()
			.uri(path)
			.exchange()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
			"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
	@Import({ StreamsProbe.class, Events.class })
	static class Application {

	}

	static class StreamsProbe implements Probe {

		private volatile int unclosed;

		@Override
		public String name() {
			return "test.streams";
		}

		@Override
		public void count(Census census) {
			var population = census.population("test.streams", Kind.NOT_CLOSED, Unit.OBJECTS).count(this.unclosed);
			if (this.unclosed > 0) {
				population.fact(
						Fact.exact(Kind.NOT_CLOSED,
								new Culprit("java.util.stream.Stream",
										"com.acme.OrderService.export(OrderService.java:7)"),
								this.unclosed, census.at(),
								this.unclosed + " streams were collected without having been closed"));
			}
		}

	}

	static class Events {

		private final List<LeakFindingEvent> seen = new CopyOnWriteArrayList<>();

		@EventListener
		void on(LeakFindingEvent event) {
			if (event.getFinding().population().equals("test.streams")) {
				this.seen.add(event);
			}
		}

	}

}
