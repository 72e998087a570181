package io.leakguard.bench.pairs;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the sample application with LeakGuard's jars on its class path and without
 * them, in pairs within one run: start-up, throughput under full load, processor time a
 * request, resident set and live heap; and then, with them, the scan. The load comes from
 * this process.
 * <p>
 * Both applications of a pair live at the same time and are loaded at the same time, so
 * that whatever else the machine does falls on both: on a shared machine the speed of two
 * turns one after the other differs by more than what is measured. Each round has a new
 * pair of processes, because what the JIT makes of a program differs from one process to
 * the next.
 */
public final class PairBench {

	private static final String MAIN = "com.acme.orders.OrdersApplication";

	private static final int CONNECTIONS = 2;

	/**
	 * As in a service that has added the starter and nothing else; the sample allows the
	 * demo to write.
	 */
	private static final String[] ARGUMENTS = { "--acme.load.enabled=false", "--leakguard.interval=15s",
			"--management.endpoint.leaks.access=read-only" };

	private static final int MEGABYTE = 1 << 20;

	private final Options options;

	private final ClassPath classPath;

	private final boolean pinned;

	private final int processors = Runtime.getRuntime().availableProcessors();

	/** By side and family of threads, over all turns. */
	private final List<Map<String, Double>> nanosByFamily = List.of(new HashMap<>(), new HashMap<>());

	private final double[] requestsInAll = new double[2];

	private final List<double[]> starts = new ArrayList<>();

	private final List<double[]> startCpu = new ArrayList<>();

	private final List<Double> startCpuOfPairs = new ArrayList<>();

	private final List<double[]> throughput = new ArrayList<>();

	private final List<double[]> cpu = new ArrayList<>();

	private final List<Double> throughputOfRounds = new ArrayList<>();

	private final List<Double> cpuOfRounds = new ArrayList<>();

	private final List<double[]> resident = new ArrayList<>();

	private final List<double[]> live = new ArrayList<>();

	private PairBench(Options options, ClassPath classPath) {
		this.options = options;
		this.classPath = classPath;
		this.pinned = Boolean.parseBoolean(options.text("pin", "false"));
	}

	/**
	 * Run.
	 * @param args the options
	 * @throws Exception if the application cannot be started
	 */
	public static void main(String[] args) throws Exception {
		Options options = new Options(args, Set.of("jdk", "jar", "jvm", "same", "pin", "with", "starts", "rounds",
				"warmup", "turns", "turn", "scan-seconds"));
		Path jar = Path.of(options.text("jar", "sample-app/target/sample-app.jar"));
		PairBench bench = new PairBench(options, ClassPath.unpack(jar));
		System.out.println(QuietBench.release(options.jdk()) + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors, load average " + Files.readString(Path.of("/proc/loadavg")).strip());
		for (int i = 0; i < options.count("starts", 4); i++) {
			bench.start(i % 2 == 0);
		}
		for (int i = 0; i < options.count("rounds", 3); i++) {
			bench.round(i % 2 == 0);
		}
		bench.print();
		if (options.number("scan-seconds", 130) > 0) {
			bench.scans();
		}
		System.exit(0);
	}

	private Server start(boolean with, String... arguments) throws Exception {
		List<String> jvm = new ArrayList<>(List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch"));
		String more = this.options.text("jvm", "");
		jvm.addAll(more.isEmpty() ? List.of() : List.of(more.split(" ")));
		// two equal processes tell how much of a difference is chance
		boolean same = Boolean.parseBoolean(this.options.text("same", "false"));
		jvm.addAll(List.of("-cp", (with && !same) ? this.classPath.with() : this.classPath.without()));
		Path log = Path.of("leakguard-benchmarks", "target", with ? "pairbench-with.log" : "pairbench-without.log");
		String only = with ? this.options.text("with", "") : "";
		List<String> all = new ArrayList<>(only.isEmpty() ? List.of() : List.of(only.split(" ")));
		List<String> given = all.stream().map((argument) -> argument.replaceFirst("=.*", "=")).toList();
		// twice would be a list
		Stream.of(arguments).filter((argument) -> given.stream().noneMatch(argument::startsWith)).forEach(all::add);
		return Server.start(this.options.jdk(), jvm, MAIN, log, null, all);
	}

	/**
	 * One start each, one after the other; or, pinned, both at the same time on one
	 * processor, where the processor time is what counts.
	 */
	private void start(boolean withFirst) throws Exception {
		double[] seconds = new double[2];
		double[] cpu = new double[2];
		if (this.pinned) {
			// the servers have the processors that this process has
			pin(ProcessHandle.current().pid(), "0");
			FutureTask<Void> other = new FutureTask<>(() -> start(1, seconds, cpu), null);
			new Thread(other, "start").start();
			start(0, seconds, cpu);
			other.get();
			pin(ProcessHandle.current().pid(), "0-" + (this.processors - 1));
			this.startCpuOfPairs.add(100 * cpu[0] / cpu[1]);
		}
		else {
			start(withFirst ? 0 : 1, seconds, cpu);
			start(withFirst ? 1 : 0, seconds, cpu);
		}
		this.starts.add(seconds);
		this.startCpu.add(cpu);
		System.out.printf(Locale.ROOT, "start: %.2f s with, %.2f s without; processor %.2f s, %.2f s%n", seconds[0],
				seconds[1], cpu[0], cpu[1]);
	}

	private void start(int side, double[] seconds, double[] cpu) {
		try (Server server = start(side == 0, ARGUMENTS)) {
			seconds[side] = server.readyNanos() / 1e9;
			cpu[side] = server.readyCpuNanos() / 1e9;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void round(boolean withFirst) throws Exception {
		double turn = this.options.number("turn", 4);
		try (Server one = start(withFirst, ARGUMENTS); Server other = start(!withFirst, ARGUMENTS)) {
			Server[] servers = withFirst ? new Server[] { one, other } : new Server[] { other, one };
			Load[] loads = { new Load(servers[0].port(), CONNECTIONS, Load::orders),
					new Load(servers[1].port(), CONNECTIONS, Load::orders) };
			both(loads, this.options.number("warmup", 20));
			if (this.pinned) {
				pin(servers);
			}
			for (int i = 0; i < this.options.count("turns", 5); i++) {
				double[] requests = { -loads[0].answered(), -loads[1].answered() };
				double[] nanos = { -servers[0].cpuNanos(), -servers[1].cpuNanos() };
				byFamily(servers, -1);
				double[] rates = both(loads, turn);
				byFamily(servers, 1);
				double[] each = new double[2];
				for (int side = 0; side < 2; side++) {
					nanos[side] += servers[side].cpuNanos();
					requests[side] += loads[side].answered();
					each[side] = nanos[side] / 1e3 / requests[side];
					this.requestsInAll[side] += requests[side];
				}
				this.throughput.add(rates);
				this.cpu.add(each);
				System.out.printf(Locale.ROOT, "turn: %.0f/s with, %.0f/s without; %.1f us, %.1f us a request%n",
						rates[0], rates[1], each[0], each[1]);
			}
			int turns = this.options.count("turns", 5);
			this.throughputOfRounds.add(meanRatio(this.throughput, turns));
			this.cpuOfRounds.add(meanRatio(this.cpu, turns));
			memory(servers);
			if (loads[0].failed() + loads[1].failed() > 0) {
				throw new IOException((loads[0].failed() + loads[1].failed()) + " requests failed");
			}
		}
		if (this.pinned) {
			// the next servers have the processors that this process has
			pin(ProcessHandle.current().pid(), "0-" + (this.processors - 1));
		}
	}

	/**
	 * Has both servers share one processor and this process another: what else the
	 * machine does then takes as much from one as from the other.
	 */
	private static void pin(Server[] servers) throws IOException, InterruptedException {
		for (Server server : servers) {
			pin(server.pid(), "0");
		}
		pin(ProcessHandle.current().pid(), "1");
	}

	private static void pin(long pid, String processors) throws IOException, InterruptedException {
		int status = new ProcessBuilder("taskset", "-a", "-c", "-p", processors, String.valueOf(pid))
			.redirectErrorStream(true)
			.redirectOutput(Redirect.DISCARD)
			.start()
			.waitFor();
		if (status != 0) {
			throw new IOException("'pin' needs taskset and two processors; taskset ended with " + status);
		}
	}

	private void byFamily(Server[] servers, int sign) throws IOException {
		for (int side = 0; side < 2; side++) {
			Map<String, Double> nanos = this.nanosByFamily.get(side);
			servers[side].cpuNanosByFamily()
				.forEach((family, each) -> nanos.merge(family, (double) sign * each, Double::sum));
		}
	}

	/** Loads both at the same time. */
	private static double[] both(Load[] loads, double seconds) throws InterruptedException, ExecutionException {
		FutureTask<Double> other = new FutureTask<>(() -> loads[1].full(seconds));
		new Thread(other, "load").start();
		return new double[] { loads[0].full(seconds), other.get() };
	}

	private void memory(Server[] servers) throws Exception {
		double[] resident = new double[2];
		double[] live = new double[2];
		for (int side = 0; side < 2; side++) {
			live[side] = (double) servers[side].liveBytes(this.options.jdk()) / MEGABYTE;
			resident[side] = (double) servers[side].residentBytes() / MEGABYTE;
		}
		this.resident.add(resident);
		this.live.add(live);
		System.out.printf(Locale.ROOT, "resident: %.1f MB with, %.1f MB without; live heap %.1f MB, %.1f MB%n",
				resident[0], resident[1], live[0], live[1]);
	}

	private void print() {
		System.out.println();
		ratio("throughput, requests/s", this.throughput, "wanted at least 99 %");
		ratio("processor time a request, us", this.cpu, "wanted at most 101 %");
		rounds("throughput", this.throughputOfRounds);
		rounds("processor time a request", this.cpuOfRounds);
		if (this.requestsInAll[1] > 0) {
			families();
		}
		if (!this.pinned) {
			ratio("start-up, s", this.starts, "wanted at most 105 %");
		}
		ratio("processor time of the start-up, s", this.startCpu, "wanted at most 105 %");
		rounds("processor time of the start-up", this.startCpuOfPairs);
		difference("resident set, MB (the heap is touched in both)", this.resident, "wanted at most +20");
		difference("live heap, MB", this.live, "with the line above wanted at most +25");
	}

	/** The families of threads that take a thousandth of the time or more. */
	private void families() {
		Map<String, Double> without = this.nanosByFamily.get(1);
		double least = without.values().stream().mapToDouble(Double::doubleValue).sum() / 1000;
		Map<String, Double> all = new TreeMap<>(without);
		this.nanosByFamily.get(0).forEach((family, nanos) -> all.merge(family, nanos, Math::max));
		System.out.println("us a request, by threads that live; less than nothing where some have ended:");
		all.forEach((family, most) -> {
			if (Math.abs(most) > least) {
				double[] micros = new double[2];
				for (int side = 0; side < 2; side++) {
					micros[side] = this.nanosByFamily.get(side).getOrDefault(family, 0.0) / 1e3
							/ this.requestsInAll[side];
				}
				System.out.printf(Locale.ROOT, "  %-16s %8.1f with %8.1f without%n", family, micros[0], micros[1]);
			}
		});
	}

	private static void ratio(String what, List<double[]> pairs, String wanted) {
		double[] ratios = pairs.stream().mapToDouble((pair) -> 100 * pair[0] / pair[1]).sorted().toArray();
		if (ratios.length > 0) {
			System.out.printf(Locale.ROOT,
					"%s: %.2f with, %.2f without; median of %d ratios %.1f %% (quartiles %.1f to %.1f) %s%n", what,
					median(pairs, 0), median(pairs, 1), ratios.length, middle(ratios), ratios[ratios.length / 4],
					ratios[ratios.length * 3 / 4], wanted);
		}
	}

	/**
	 * The mean over the rounds and what it may be off by. Turns of one pair of processes
	 * share what the JIT made of them, so a round is one observation, however many turns
	 * it has.
	 */
	private static void rounds(String what, List<Double> rounds) {
		int count = rounds.size();
		if (count > 1) {
			double mean = rounds.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
			double squares = rounds.stream().mapToDouble((round) -> (round - mean) * (round - mean)).sum();
			System.out.printf(Locale.ROOT, "%s: mean of %d pairs %.1f %%, standard error %.1f %%%n", what, count, mean,
					Math.sqrt(squares / (count - 1) / count));
		}
	}

	private static double meanRatio(List<double[]> pairs, int last) {
		return pairs.subList(pairs.size() - last, pairs.size())
			.stream()
			.mapToDouble((pair) -> 100 * pair[0] / pair[1])
			.average()
			.orElseThrow();
	}

	private static void difference(String what, List<double[]> pairs, String wanted) {
		double[] differences = pairs.stream().mapToDouble((pair) -> pair[0] - pair[1]).sorted().toArray();
		if (differences.length > 0) {
			System.out.printf(Locale.ROOT,
					"%s: %.1f with, %.1f without; median difference %+.1f (from %+.1f to %+.1f) %s%n", what,
					median(pairs, 0), median(pairs, 1), middle(differences), differences[0],
					differences[differences.length - 1], wanted);
		}
	}

	private static double median(List<double[]> pairs, int side) {
		return middle(pairs.stream().mapToDouble((pair) -> pair[side]).sorted().toArray());
	}

	private static double middle(double[] sorted) {
		int half = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
	}

	/** The scan under the sample's own moderate load, at its interval of 2 s. */
	private void scans() throws Exception {
		double seconds = this.options.number("scan-seconds", 130);
		try (Server server = start(true, "--leakguard.interval=2s")) {
			Thread.sleep(10_000);
			long scansBefore = report(server).path("scans").asLong();
			long before = server.cpuNanos("leakguard-");
			List<Double> durations = new ArrayList<>();
			long end = System.nanoTime() + (long) (seconds * 1e9);
			long last = scansBefore;
			JsonNode report = report(server);
			while (System.nanoTime() < end) {
				Thread.sleep(500);
				report = report(server);
				if (report.path("scans").asLong() != last) {
					last = report.path("scans").asLong();
					durations.add(java.time.Duration.parse(report.path("scanDuration").asString()).toNanos() / 1e6);
				}
			}
			double perScan = (server.cpuNanos("leakguard-") - before) / 1e6 / Math.max(1, last - scansBefore);
			double[] sorted = durations.stream().mapToDouble(Double::doubleValue).sorted().toArray();
			System.out.printf(Locale.ROOT,
					"scan: median %.1f ms, p90 %.1f, p99 %.1f of %d (wanted: median below 5, p99 below 50); medianScanDuration %s%n",
					middle(sorted), sorted[(int) (sorted.length * 0.9)], sorted[(int) (sorted.length * 0.99)],
					sorted.length, report.path("medianScanDuration").asString());
			System.out.printf(Locale.ROOT,
					"LeakGuard's threads: %.1f ms of processor time a scan, %.3f %% of a core at an interval of 15 s (wanted at most 0.5)%n",
					perScan, perScan / 15_000 * 100);
			System.out.println("status " + report.path("status").asString() + ", slowest probes "
					+ report.path("probes").path("slowest"));
		}
	}

	private static JsonNode report(Server server) throws IOException, InterruptedException {
		return JsonMapper.shared().readTree(server.get("/actuator/leaks"));
	}

}
