package io.leakguard.autoconfigure.endpoint;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardCustomizer;
import io.leakguard.finding.Report;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracker;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The report of an application with much to count. What it takes on a calm machine is
 * measured by the benchmarks; this only sees to it that the order of magnitude stays.
 */
@SpringBootTest(classes = LargeReportTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks", "leakguard.interval=1h",
				"leakguard.ledger.max-findings=200" })
class LargeReportTests {

	private static final int HANDLES = 100_000;

	private static final int REQUESTS = 200;

	private static final int WARM_UP = 100;

	/** What 200 findings and 200 populations take, with room. */
	private static final int MAX_BYTES = 600_000;

	/** The aim is 20 ms; a test shares its machine. */
	private static final long MAX_MILLIS = 250;

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private LeakGuard leakGuard;

	@Test
	void theReportIsBoundedAndQuickHoweverMuchIsCounted() throws Exception {
		Tracker tracker = this.leakGuard.tracking().tracker("test.handles", Kind.NOT_CLOSED, Unit.OBJECTS);
		Handle[] handles = new Handle[HANDLES];
		for (int i = 0; i < HANDLES; i++) {
			handles[i] = tracker.opened(new Object());
		}
		Report report = this.leakGuard.requestScan().get(30, TimeUnit.SECONDS);
		assertThat(report.populationsTotal()).isGreaterThanOrEqualTo(4900);
		assertThat(report.findings()).hasSize(200);
		assertThat(get().body().length).isLessThan(MAX_BYTES);
		long[] nanos = new long[REQUESTS];
		for (int i = -WARM_UP; i < REQUESTS; i++) {
			long start = System.nanoTime();
			assertThat(get().statusCode()).isEqualTo(200);
			if (i >= 0) {
				nanos[i] = System.nanoTime() - start;
			}
		}
		Arrays.sort(nanos);
		assertThat(nanos[REQUESTS * 99 / 100] / 1_000_000).as("p99 in ms").isLessThan(MAX_MILLIS);
		assertThat(handles).doesNotContainNull();
	}

	private HttpResponse<byte[]> get() throws Exception {
		return this.http.send(
				HttpRequest.newBuilder(URI.create("http://localhost:%d/actuator/leaks".formatted(this.port))).build(),
				BodyHandlers.ofByteArray());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
			"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
	static class Application {

		@Bean
		LeakGuardCustomizer much() {
			return (builder) -> builder.probe(new Much());
		}

	}

	private static final class Much implements Probe {

		private final Instant since = Instant.now();

		@Override
		public String name() {
			return "test.much";
		}

		@Override
		public void count(Census census) {
			for (int i = 0; i < 4900; i++) {
				String name = "test.much." + i;
				var population = census.population(name, Kind.COLLECTION_GROWS, Unit.ENTRIES).count(i);
				if (i < 300) {
					population.fact(
							Fact.exact(Kind.COLLECTION_GROWS,
									Culprit.ofType("com.acme.Holder" + i)
										.at("com.acme.Maker.make(Maker.java:" + i + ")"),
									i, this.since,
									"grew in every window of the last 17 min, %d added, none removed".formatted(i)));
				}
			}
		}

	}

}
