package io.leakguard.bench.pairs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Measures what the first start of the flight recorder does to a service that is warm and
 * fully loaded: in the sample with LeakGuard, which has prepared the recorder, and in the
 * same with LeakGuard switched off.
 */
public final class RecorderBench {

	private static final String MAIN = "com.acme.orders.OrdersApplication";

	private static final double TURN_SECONDS = 2;

	private static final String RECORD_NOTHING = "JFR.start name=nothing settings=none";

	private final Options options;

	private final ClassPath classPath;

	private RecorderBench(Options options, ClassPath classPath) {
		this.options = options;
		this.classPath = classPath;
	}

	/**
	 * Run.
	 * @param args the options
	 * @throws Exception if the application cannot be started
	 */
	public static void main(String[] args) throws Exception {
		Options options = new Options(args, Set.of("jdk", "jar", "warmup", "turns"));
		Path jar = Path.of(options.text("jar", "sample-app/target/sample-app.jar"));
		RecorderBench bench = new RecorderBench(options, ClassPath.unpack(jar));
		System.out.println(QuietBench.release(options.jdk()) + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors, load average " + Files.readString(Path.of("/proc/loadavg")).strip());
		bench.measure("LeakGuard, which has prepared the recorder", "--leakguard.interval=15s");
		bench.measure("LeakGuard switched off", "--leakguard.enabled=false");
		System.exit(0);
	}

	private void measure(String what, String argument) throws IOException, InterruptedException {
		List<String> jvm = List.of("-Xms192m", "-Xmx192m", "-cp", this.classPath.with());
		Path log = Path.of("leakguard-benchmarks", "target", "recorderbench.log");
		try (Server server = Server.start(this.options.jdk(), jvm, MAIN, log, null,
				List.of("--acme.load.enabled=false", "--management.endpoint.leaks.access=read-only", argument))) {
			Load load = new Load(server.port(), 2, Load::orders);
			load.full(this.options.number("warmup", 100));
			System.out.println(what);
			double before = turns("before", load, Double.NaN);
			String answer = server.command(this.options.jdk(), RECORD_NOTHING);
			if (!answer.contains("Started recording")) {
				throw new IOException(answer);
			}
			turns("recorder started", load, before);
			if (load.failed() > 0) {
				throw new IOException(load.failed() + " requests failed");
			}
		}
	}

	private double turns(String when, Load load, double before) throws InterruptedException {
		List<String> printed = new ArrayList<>();
		double[] rates = new double[this.options.count("turns", 10)];
		for (int i = 0; i < rates.length; i++) {
			rates[i] = load.full(TURN_SECONDS);
			printed.add(String.format(Locale.ROOT, "%.0f", rates[i]));
		}
		double mean = Arrays.stream(rates).average().orElseThrow();
		double least = Arrays.stream(rates).min().orElseThrow();
		System.out.printf(Locale.ROOT, "  %s: %s requests/s in turns of %.0f s%s%n", when, String.join(" ", printed),
				TURN_SECONDS, Double.isNaN(before) ? "" : String.format(Locale.ROOT,
						"; mean %.0f %% and least %.0f %% of before", 100 * mean / before, 100 * least / before));
		return mean;
	}

}
