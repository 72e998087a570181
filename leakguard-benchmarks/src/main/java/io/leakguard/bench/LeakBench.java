package io.leakguard.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.leakguard.bench.wider.WiderCase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays the cases, each in a process of its own, and prints a row a case and the totals.
 */
public final class LeakBench {

	private static final long CASE_TIMEOUT_SECONDS = 240;

	private final Options options;

	private final Path work;

	private LeakBench(Options options) throws Exception {
		this.options = options;
		this.work = Files.createTempDirectory("leakbench");
	}

	/**
	 * Run LeakBench.
	 * @param args see {@code leakbench --help}
	 * @throws Exception if it cannot run
	 */
	public static void main(String[] args) throws Exception {
		Options options;
		try {
			options = Options.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("leakbench: " + ex.getMessage());
			System.err.println(Options.USAGE);
			System.exit(2);
			return;
		}
		List<Row> rows;
		try {
			rows = play(options);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("leakbench: " + ex.getMessage());
			System.exit(2);
			return;
		}
		if (options.json() != null) {
			Files.writeString(options.json(),
					JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
		}
		if (options.gallery() != null) {
			new Gallery(rows, "leakguard-benchmarks/leakbench " + String.join(" ", args)).write(options.gallery());
		}
		System.exit(new Table(rows).print(System.out) ? 0 : 1);
	}

	/**
	 * Play the cases, and tell each as it ends.
	 * @param options which, and on what
	 * @return a row for each case
	 */
	static List<Row> play(Options options) throws Exception {
		return new LeakBench(options).play();
	}

	private List<Row> play() throws Exception {
		List<Row> broken = new ArrayList<>();
		List<LeakCase> cases = load(broken);
		cases.sort((one, other) -> one.id().compareTo(other.id()));
		if (!this.options.ids().isEmpty()) {
			List<String> known = cases.stream().map(LeakCase::id).toList();
			for (String id : this.options.ids()) {
				if (!known.contains(id) && broken.isEmpty()) {
					throw new IllegalArgumentException("no case '" + id + "'; there are " + known);
				}
			}
			cases.removeIf((leakCase) -> !this.options.ids().contains(leakCase.id()));
		}
		ExecutorService executor = Executors.newFixedThreadPool(this.options.parallel());
		try {
			List<Future<Row>> rows = new ArrayList<>();
			for (LeakCase leakCase : cases) {
				rows.add(executor.submit(() -> play(leakCase)));
			}
			List<Row> results = new ArrayList<>(broken);
			for (Future<Row> row : rows) {
				results.add(row.get());
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	/** The wider set is played where it is asked for; an id asks for it, too. */
	private List<LeakCase> load(List<Row> broken) {
		List<LeakCase> cases = new ArrayList<>();
		if (!this.options.wider()) {
			load(LeakCase.class, cases, broken);
		}
		if (this.options.wider() || !this.options.ids().isEmpty()) {
			load(WiderCase.class, cases, broken);
		}
		return cases;
	}

	private static <C extends LeakCase> void load(Class<C> type, List<LeakCase> cases, List<Row> broken) {
		ServiceLoader.load(type).stream().forEach((provider) -> {
			try {
				cases.add(provider.get());
			}
			catch (ServiceConfigurationError ex) {
				broken.add(Row.failed(provider.type().getSimpleName(), false, "cannot be made: " + ex.getCause()));
			}
		});
	}

	private Row play(LeakCase leakCase) throws Exception {
		boolean healthy = leakCase.expectation().kinds().isEmpty();
		RequiresJava requires = leakCase.getClass().getAnnotation(RequiresJava.class);
		if (requires != null && requires.value() > this.options.featureVersion()) {
			return Row.failed(leakCase.id(), healthy, "n/a before Java " + requires.value());
		}
		Path file = this.work.resolve(leakCase.id() + ".json");
		Path log = this.work.resolve(leakCase.id() + ".log");
		List<String> command = new ArrayList<>();
		command.add(this.options.java());
		command.add("-Xmx384m");
		command.add("-XX:+" + this.options.gc());
		command.add("-XX:-OmitStackTraceInFastThrow");
		// half the CPU of a start; what is measured here is the judgement
		command.add("-XX:TieredStopAtLevel=1");
		command.add("-cp");
		command.add(System.getProperty("java.class.path"));
		command.add(CaseRunner.class.getName());
		command.add(leakCase.getClass().getName());
		command.add(file.toString());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		Row row;
		if (!process.waitFor(CASE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
			process.destroyForcibly();
			row = Row.failed(leakCase.id(), healthy, "no end after " + CASE_TIMEOUT_SECONDS + " s, see " + log);
		}
		else if (process.exitValue() != 0 || !Files.exists(file)) {
			row = Row.failed(leakCase.id(), healthy, "exit " + process.exitValue() + ", see " + log);
		}
		else {
			row = JsonMapper.builder().build().readValue(Files.readString(file), Row.class);
		}
		System.err.println(Table.line(row));
		return row;
	}

	/**
	 * What the command line says.
	 *
	 * @param ids the cases to play, empty for all
	 * @param jdk the JDK to play them on, {@code null} for this one
	 * @param gc the collector's flag
	 * @param json where to write the rows
	 * @param gallery where to write the findings as a page
	 * @param parallel how many at a time
	 * @param wider whether to play the wider set instead of the development half
	 */
	record Options(List<String> ids, @Nullable Path jdk, String gc, @Nullable Path json, @Nullable Path gallery,
			int parallel, boolean wider) {

		static final String USAGE = "usage: leakbench [ID...] [--wider] [--jdk HOME] [--gc G1|Parallel|Serial|Z|Shenandoah] "
				+ "[--extra CLASSPATH] [--json FILE] [--gallery FILE] [--parallel N]";

		static Options parse(String[] args) {
			List<String> ids = new ArrayList<>();
			Path jdk = null;
			Path json = null;
			Path gallery = null;
			String gc = "UseG1GC";
			int parallel = 1;
			boolean wider = false;
			for (int i = 0; i < args.length; i++) {
				switch (args[i]) {
					case "--jdk" -> jdk = Path.of(value(args, ++i));
					case "--gc" -> gc = collector(value(args, ++i));
					case "--json" -> json = Path.of(value(args, ++i));
					case "--gallery" -> gallery = Path.of(value(args, ++i));
					case "--wider" -> wider = true;
					case "--parallel" -> parallel = number(value(args, ++i));
					default -> {
						if (args[i].startsWith("-")) {
							throw new IllegalArgumentException("'" + args[i] + "' is no option");
						}
						ids.add(args[i]);
					}
				}
			}
			return new Options(ids, jdk, gc, json, gallery, parallel, wider);
		}

		private static String value(String[] args, int index) {
			if (index >= args.length) {
				throw new IllegalArgumentException("'" + args[index - 1] + "' needs a value");
			}
			return args[index];
		}

		private static String collector(String name) {
			List<String> names = List.of("g1", "parallel", "serial", "z", "zgc", "shenandoah");
			return switch (name.toLowerCase(Locale.ROOT)) {
				case "g1" -> "UseG1GC";
				case "parallel" -> "UseParallelGC";
				case "serial" -> "UseSerialGC";
				case "z", "zgc" -> "UseZGC";
				case "shenandoah" -> "UseShenandoahGC";
				default -> throw new IllegalArgumentException("'--gc " + name + "' is none of " + names);
			};
		}

		private static int number(String text) {
			try {
				int number = Integer.parseInt(text);
				if (number >= 1 && number <= 64) {
					return number;
				}
			}
			catch (NumberFormatException ex) {
				// said below
			}
			throw new IllegalArgumentException("'--parallel " + text + "' is no number from 1 to 64");
		}

		String java() {
			Path home = (this.jdk != null) ? this.jdk : Path.of(System.getProperty("java.home"));
			return home.resolve("bin").resolve("java").toString();
		}

		int featureVersion() throws Exception {
			if (this.jdk == null) {
				return Runtime.version().feature();
			}
			for (String line : Files.readAllLines(this.jdk.resolve("release"))) {
				if (line.startsWith("JAVA_VERSION=")) {
					return Runtime.Version.parse(line.substring(13).replace("\"", "")).feature();
				}
			}
			throw new IllegalArgumentException("'--jdk " + this.jdk + "' has no release file");
		}

	}

	/** Prints the rows and the totals. */
	record Table(List<Row> rows) {

		static String line(Row row) {
			if (!row.isPlayed()) {
				return "%-12s %s".formatted(row.id(), row.outcome());
			}
			String verdict = row.healthy() ? (row.isRight() ? "clean" : "FALSE ALARM")
					: (row.found() ? row.stage() + " " + row.kind() + (row.kindRight() ? "" : " (WRONG KIND)")
							+ (row.culpritRight() ? "" : " (WRONG CULPRIT)") : "MISSED");
			return "%-12s %-60s suspected %3d confirmed %3d scan %5.1f/%5.1f ms cpu %4.1f %%%s".formatted(row.id(),
					verdict, row.suspectedAfter(), row.confirmedAfter(), row.scanP50Millis(), row.scanP99Millis(),
					row.cpuPercent(), row.falseAlarms().isEmpty() ? "" : " unrelated: " + row.falseAlarms());
		}

		boolean print(PrintStream out) {
			out.println("| case | found | stage | kind | kind right | culprit right | scans to SUSPECTED "
					+ "| scans to CONFIRMED | false alarms | scan p50 / p99 ms | CPU % |");
			out.println("|---|---|---|---|---|---|---|---|---|---|---|");
			for (Row row : this.rows) {
				if (!row.isPlayed()) {
					out.printf("| %s | %s | | | | | | | | | |%n", row.id(), row.outcome());
					continue;
				}
				out.printf(Locale.ROOT, "| %s | %s | %s | %s | %s | %s | %s | %s | %d | %.1f / %.1f | %.1f |%n",
						row.id(), row.healthy() ? "healthy" : yes(row.found()), text(row.stage()), text(row.kind()),
						row.healthy() ? "" : yes(row.kindRight()), row.healthy() ? "" : yes(row.culpritRight()),
						count(row.suspectedAfter()), count(row.confirmedAfter()), row.falseAlarms().size(),
						row.scanP50Millis(), row.scanP99Millis(), row.cpuPercent());
			}
			return totals(out);
		}

		private boolean totals(PrintStream out) {
			List<Row> played = this.rows.stream().filter(Row::isPlayed).toList();
			List<Row> leaks = played.stream().filter((row) -> !row.healthy()).toList();
			List<Row> healthy = played.stream().filter(Row::healthy).toList();
			long found = leaks.stream().filter(Row::found).count();
			long right = leaks.stream().filter(Row::isRight).count();
			long confirmed = leaks.stream().filter((row) -> row.isRight() && row.confirmedAfter() >= 0).count();
			long alarms = played.stream().mapToLong((row) -> row.falseAlarms().size()).sum();
			long alarmed = healthy.stream().filter((row) -> !row.isRight()).count();
			long broken = this.rows.stream()
				.filter((row) -> !row.isPlayed() && !row.outcome().startsWith("n/a"))
				.count();
			out.printf(Locale.ROOT,
					"%nleaks: %d of %d found, %d with the right kind and culprit, %d of these CONFIRMED%n"
							+ "healthy: %d of %d with a false alarm; false alarms in all: %d%n"
							+ "precision %.3f, recall %.3f (CONFIRMED and right: %.3f)%n",
					found, leaks.size(), right, confirmed, alarmed, healthy.size(), alarms,
					ratio(found, found + alarms), ratio(found, leaks.size()), ratio(confirmed, leaks.size()));
			for (Row row : played) {
				row.falseAlarms().forEach((alarm) -> out.println("false alarm in " + row.id() + ": " + alarm));
			}
			return found == leaks.size() && alarms == 0 && broken == 0;
		}

		private static double ratio(long part, long whole) {
			return (whole == 0) ? 1 : (double) part / whole;
		}

		private static String yes(boolean value) {
			return value ? "yes" : "**no**";
		}

		private static String count(int scans) {
			return (scans >= 0) ? String.valueOf(scans) : "–";
		}

		private static String text(@Nullable String text) {
			return (text != null) ? text : "";
		}

	}

}
