package io.leakguard.autoconfigure.probe.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Population;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpSessionsProbe}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class HttpSessionsProbeTests {

	@LocalServerPort
	private int port;

	@Autowired
	private ApplicationContext context;

	@Test
	void sessionsAreCountedAndThoseThatEndAreNot() throws Exception {
		Counts counts = Counts.of(new HttpSessionsProbe(this.context));
		for (int i = 0; i < 5; i++) {
			get("/begin");
		}
		get("/end");
		Population sessions = counts.scan().population(HttpSessionsProbe.POPULATION);
		assertThat(sessions.count()).isEqualTo(5);
		assertThat(sessions.added()).isEqualTo(6);
		assertThat(sessions.lifetime()).isEqualTo(Duration.ofMinutes(30));
	}

	private void get(String path) throws Exception {
		HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build(),
					BodyHandlers.discarding());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		@GetMapping("/begin")
		void begin(HttpSession session) {
		}

		@GetMapping("/end")
		void end(HttpSession session) {
			session.invalidate();
		}

	}

}
