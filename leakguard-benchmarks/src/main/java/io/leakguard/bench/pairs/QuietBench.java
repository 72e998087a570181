package io.leakguard.bench.pairs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a healthy application under a load that varies and prints every finding that was
 * ever raised. Ends with status 0 if none was confirmed.
 */
public final class QuietBench {

	/** The load goes up and down in ten minutes, and has a burst in each of them. */
	private static final double PERIOD = 600;

	private static final String USER = "bench:bench";

	private static final String READS = "/orders?count=20,/orders?count=3,/orders/report,/actuator/prometheus,/orders/1";

	private QuietBench() {
	}

	/**
	 * Run.
	 * @param args the options
	 * @throws Exception if the application cannot be started
	 */
	public static void main(String[] args) throws Exception {
		Options options = new Options(args,
				Set.of("minutes", "jdk", "jar", "main", "paths", "rate", "interval", "log", "with-security"));
		double minutes = options.number("minutes", 30);
		ClassPath classPath = ClassPath.unpack(Path.of(options.text("jar", "sample-app/target/sample-app.jar")));
		Path log = Path.of(options.text("log", "leakguard-benchmarks/target/quietbench.log"));
		List<String> jvm = List.of("-Xms192m", "-Xmx192m", "-cp", classPath.with() + security(options));
		String authorization = isWithSecurity(options)
				? "Basic " + Base64.getEncoder().encodeToString(USER.getBytes(StandardCharsets.UTF_8)) : null;
		String main = options.text("main", "com.acme.orders.OrdersApplication");
		try (Server server = Server.start(options.jdk(), jvm, main, log, authorization, arguments(options))) {
			System.out.printf(Locale.ROOT, "%s on %s for %.0f minutes, a scan every %s%n", main, release(options.jdk()),
					minutes, options.text("interval", "2s"));
			System.exit(watch(server, minutes, options, authorization) ? 0 : 1);
		}
	}

	private static boolean isWithSecurity(Options options) {
		return Boolean.parseBoolean(options.text("with-security", "false"));
	}

	/** Spring Security as it comes: everything needs a user, and writing a token. */
	private static String security(Options options) throws IOException {
		if (!isWithSecurity(options)) {
			return "";
		}
		try (Stream<Path> jars = Files.list(Path.of("leakguard-benchmarks", "target", "security"))) {
			return jars.sorted().map((jar) -> File.pathSeparator + jar).collect(Collectors.joining());
		}
	}

	private static List<String> arguments(Options options) {
		List<String> arguments = new ArrayList<>(List.of("--leakguard.interval=" + options.text("interval", "2s")));
		if (isWithSecurity(options)) {
			String[] parts = USER.split(":", 2);
			arguments.addAll(List.of("--spring.security.user.name=" + parts[0],
					"--spring.security.user.password=" + parts[1], "--acme.load.enabled=false"));
		}
		return arguments;
	}

	private static boolean watch(Server server, double minutes, Options options, @Nullable String authorization)
			throws Exception {
		long began = System.nanoTime();
		double top = options.number("rate", 30);
		String paths = options.text("paths", isWithSecurity(options) ? READS : "");
		String[] gets = paths.split(",");
		String headers = (authorization != null) ? "Authorization: " + authorization + "\r\n" : "";
		IntFunction<String> requests = paths.isEmpty() ? Load::orders
				: (number) -> Load.get(gets[Math.floorMod(number, gets.length)], headers);
		Load load = new Load(server.port(), 4, requests);
		Thread client = new Thread(() -> {
			try {
				load.run(minutes * 60, () -> rate((System.nanoTime() - began) / 1e9, top));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "load");
		client.setDaemon(true);
		client.start();
		Map<String, String> seen = new LinkedHashMap<>();
		boolean quiet = true;
		JsonNode report = JsonMapper.shared().nullNode();
		while (client.isAlive() && server.isAlive()) {
			client.join(Duration.ofSeconds(2).toMillis());
			try {
				report = JsonMapper.shared().readTree(server.get("/actuator/leaks"));
			}
			catch (IOException ex) {
				continue;
			}
			for (JsonNode finding : report.path("findings")) {
				String id = finding.path("id").asString();
				String stage = finding.path("stage").asString();
				if (!stage.equals(seen.put(id, stage))) {
					quiet &= !stage.equals("CONFIRMED");
					print(finding);
				}
			}
		}
		summary(server, load, report, seen, minutes);
		return quiet && server.isAlive();
	}

	private static double rate(double seconds, double top) {
		boolean burst = seconds % PERIOD < 20 || seconds % 97 < 3;
		return Math.max(1, top * (0.5 - 0.5 * Math.cos(2 * Math.PI * seconds / PERIOD)) * (burst ? 3 : 1));
	}

	private static void print(JsonNode finding) {
		System.out.printf("%s  %s %s %s, %s at %s: %d (baseline %d); %s%n",
				LocalTime.now().truncatedTo(ChronoUnit.SECONDS), finding.path("stage").asString(),
				finding.path("kind").asString(), finding.path("population").asString(),
				finding.path("culprit").path("type").asString("?"), finding.path("culprit").path("site").asString("?"),
				finding.path("count").asLong(), finding.path("baseline").asLong(), finding.path("reason").asString());
	}

	private static void summary(Server server, Load load, JsonNode report, Map<String, String> seen, double minutes)
			throws IOException {
		double share = server.isAlive() ? server.cpuNanos("leakguard-") / 1e9 / (minutes * 60) : Double.NaN;
		System.out
			.printf(Locale.ROOT, "status %s after %d scans, %d findings ever raised; %d requests answered, %d failed%n"
					+ "median scan %s; LeakGuard's threads took %.2f %% of a core%nslowest probes %s%nnot available %s, failed %s%n",
					report.path("status").asString(), report.path("scans").asLong(), seen.size(), load.answered(),
					load.failed(), report.path("medianScanDuration").asString(), share * 100,
					report.path("probes").path("slowest"), report.path("probes").path("unavailable"),
					report.path("probes").path("failed"));
	}

	static String release(Path jdk) throws IOException {
		return Files.readAllLines(jdk.resolve("release"))
			.stream()
			.filter((line) -> line.startsWith("JAVA_VERSION="))
			.map((line) -> "Java " + line.substring(13).replace("\"", ""))
			.findFirst()
			.orElse("an unknown JDK");
	}

}
