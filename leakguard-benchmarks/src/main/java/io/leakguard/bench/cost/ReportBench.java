package io.leakguard.bench.cost;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.LeakGuardCustomizer;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

/**
 * Measures how long the report takes over HTTP, and how large it is, with 100,000 live
 * handles and 5,000 populations: once with no finding and once with as many as are kept,
 * each with evidence in a directory.
 */
public final class ReportBench {

	private static final int HANDLES = 100_000;

	private static final int POPULATIONS = 5_000;

	private static final int WARM_UP = 1_000;

	private static final int REQUESTS = 2_000;

	private ReportBench() {
	}

	/**
	 * Run.
	 * @param args none
	 * @throws Exception if the application fails
	 */
	public static void main(String[] args) throws Exception {
		System.out.println("findings   bytes  p50 ms  p90 ms  p99 ms  max ms");
		for (int findings : new int[] { 0, 200 }) {
			measure(findings);
		}
	}

	private static void measure(int findings) throws Exception {
		Path directory = Files.createTempDirectory("reportbench");
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers((context) -> context.getBeanFactory()
			.registerSingleton("populations",
					(LeakGuardCustomizer) (builder) -> builder.probe(new Populations(findings))));
		try (ConfigurableApplicationContext context = application.run("--server.port=0",
				"--spring.main.banner-mode=off", "--logging.level.root=warn", "--leakguard.log.enabled=false",
				"--leakguard.interval=1h", "--leakguard.evidence.directory=" + directory,
				"--management.endpoints.web.exposure.include=leaks")) {
			LeakGuard leakGuard = context.getBean(LeakGuard.class);
			Tracker tracker = leakGuard.tracking().tracker("bench.handles", Kind.NOT_CLOSED, Unit.OBJECTS);
			List<Handle> handles = new ArrayList<>(HANDLES);
			for (int i = 0; i < HANDLES; i++) {
				handles.add(tracker.opened(new Object()));
			}
			leakGuard.requestScan().get(1, TimeUnit.MINUTES);
			request(context.getEnvironment().getRequiredProperty("local.server.port"), findings);
			handles.forEach(Handle::close);
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	private static void request(String port, int findings) throws IOException, InterruptedException {
		HttpClient client = HttpClient.newHttpClient();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/leaks"))
			.build();
		double[] millis = new double[REQUESTS];
		int bytes = 0;
		for (int i = -WARM_UP; i < REQUESTS; i++) {
			long start = System.nanoTime();
			bytes = client.send(request, BodyHandlers.ofByteArray()).body().length;
			if (i >= 0) {
				millis[i] = (System.nanoTime() - start) / 1e6;
			}
		}
		Arrays.sort(millis);
		System.out.printf("%8d %7d %7.2f %7.2f %7.2f %7.2f%n", findings, bytes, millis[REQUESTS / 2],
				millis[REQUESTS * 9 / 10], millis[REQUESTS * 99 / 100], millis[REQUESTS - 1]);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration" })
	static class Application {

	}

	private record Populations(int findings, Instant since) implements Probe {

		Populations(int findings) {
			this(findings, Instant.now());
		}

		@Override
		public String name() {
			return "bench.populations";
		}

		@Override
		public void count(Census census) {
			for (int i = 0; i < POPULATIONS; i++) {
				var population = census.population("bench.population." + i, Kind.COLLECTION_GROWS, Unit.ENTRIES)
					.count(i);
				if (i < this.findings) {
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
