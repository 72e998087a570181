package io.leakguard.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

import io.leakguard.bench.wider.WiderCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Plays one case in a process of its own and writes its row to a file.
 */
final class CaseRunner {

	/**
	 * On the class path for one case; without its server it would try to connect for
	 * ever.
	 */
	private static final String WITHOUT_SERVER = "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration";

	private static final int MAX_SCANS = 60;

	private static final long INTERVAL_MILLIS = 500;

	private final JsonMapper json = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newHttpClient();

	private final LeakCase leakCase;

	private CaseRunner(LeakCase leakCase) {
		this.leakCase = leakCase;
	}

	/**
	 * Play a case.
	 * @param args the class of the case and the file to write the row to
	 * @throws Exception if the case cannot be played
	 */
	public static void main(String[] args) throws Exception {
		LeakCase leakCase = find(args[0]);
		Row row = new CaseRunner(leakCase).play();
		Files.writeString(Path.of(args[1]), JsonMapper.builder().build().writeValueAsString(row));
		Runtime.getRuntime().halt(0);
	}

	/** Only the one class is instantiated: others may start servers or threads. */
	private static LeakCase find(String className) {
		return Stream
			.of(LeakCase.class, WiderCase.class).<ServiceLoader
					.Provider<? extends LeakCase>>flatMap((type) -> ServiceLoader.load(type).stream())
			.filter((provider) -> provider.type().getName().equals(className))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no case '" + className + "' on the class path"))
			.get();
	}

	private Row play() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			URI leaks = URI.create("http://localhost:" + port + "/actuator/leaks");
			this.leakCase.prepare(context);
			Observation observation = new Observation(this.leakCase.expectation());
			long firstScan = report(leaks).path("scans").asLong();
			long began = System.nanoTime();
			long index = 0;
			long next = System.nanoTime();
			while (observation.scans() < MAX_SCANS && System.nanoTime() - began < MAX_SCANS * 3 * 1_000_000_000L) {
				for (int i = 0; i < this.leakCase.stepsPerScan(); i++) {
					this.leakCase.step(index++);
				}
				if (this.leakCase.collectBetweenScans()) {
					System.gc();
				}
				next = Math.max(next + INTERVAL_MILLIS * 1_000_000, System.nanoTime());
				Thread.sleep(Math.max(0, next - System.nanoTime()) / 1_000_000);
				observation.report(report(leaks), firstScan);
			}
			System.out.println("last report: " + report(leaks));
			return observation.row(this.leakCase.id(), cpuPercent(System.nanoTime() - began));
		}
	}

	private ConfigurableApplicationContext start() {
		Map<String, Object> properties = new HashMap<>();
		properties.put("server.port", "0");
		properties.put("spring.main.banner-mode", "off");
		properties.put("logging.level.root", "warn");
		properties.put("management.endpoints.web.exposure.include", "health,leaks");
		properties.put("spring.autoconfigure.exclude", WITHOUT_SERVER);
		properties.put("leakguard.interval", INTERVAL_MILLIS + "ms");
		properties.putAll(this.leakCase.properties());
		Class<?>[] sources = concat(BenchApplication.class, this.leakCase.configuration());
		SpringApplication application = new SpringApplication(sources);
		application.setDefaultProperties(properties);
		application.addInitializers((context) -> context.getBeanFactory()
			.registerSingleton(beanName(this.leakCase.getClass()), this.leakCase));
		return application.run();
	}

	private static String beanName(Class<?> type) {
		return Character.toLowerCase(type.getSimpleName().charAt(0)) + type.getSimpleName().substring(1);
	}

	private static Class<?>[] concat(Class<?> first, Class<?>[] others) {
		Class<?>[] all = new Class<?>[others.length + 1];
		all[0] = first;
		System.arraycopy(others, 0, all, 1, others.length);
		return all;
	}

	private JsonNode report(URI leaks) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(leaks).header("Accept", "application/json").build();
		return this.json.readTree(this.http.send(request, BodyHandlers.ofString()).body());
	}

	private static double cpuPercent(long wallNanos) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long nanos = 0;
		for (long id : threads.getAllThreadIds()) {
			var info = threads.getThreadInfo(id);
			if (info != null && info.getThreadName().startsWith("leakguard-")) {
				nanos += Math.max(0, threads.getThreadCpuTime(id));
			}
		}
		return 100.0 * nanos / wallNanos;
	}

}
