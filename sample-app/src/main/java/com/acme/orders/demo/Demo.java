package com.acme.orders.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.acme.orders.demo.Answer.Found;
import com.acme.orders.leak.Leak;

/**
 * The demo: starts the service, switches leaks on, waits for the findings and prints
 * them.
 */
public final class Demo {

	/** After this time what was found is compared, whether all is there or not. */
	private static final Duration DEADLINE = Duration.ofSeconds(240);

	/** A healthy service is watched for this long before its answer counts. */
	private static final Duration HEALTHY_WATCH = Duration.ofSeconds(75);

	/** What was found must stay as it is for this long: time for a false alarm. */
	private static final Duration SETTLED = Duration.ofSeconds(8);

	/** The leaks would take the service down some minutes after this. */
	private static final Duration LEAKING = Duration.ofMinutes(8);

	private static final Duration STEP = Duration.ofSeconds(1);

	private final DemoOptions options;

	private final Printer printer;

	private final Comparison comparison;

	private final Map<String, String> stages = new HashMap<>();

	private final Set<String> falselyConfirmed = new HashSet<>();

	private Demo(DemoOptions options) {
		this.options = options;
		PrintStream out = options.json() ? System.err : System.out;
		boolean colour = System.console() != null && System.getenv("NO_COLOR") == null && !options.json();
		this.printer = new Printer(out, colour);
		this.comparison = new Comparison(options.leaks(), new SourceLines(Path.of("sample-app/src/main/java")));
	}

	/**
	 * Run the demo.
	 * @param args see {@link DemoOptions#USAGE}
	 */
	public static void main(String... args) {
		int status;
		try {
			if (List.of(args).contains("--help")) {
				System.out.print(DemoOptions.USAGE);
				return;
			}
			status = new Demo(DemoOptions.parse(args)).run();
		}
		catch (IllegalArgumentException ex) {
			System.err.println("demo: " + ex.getMessage());
			System.err.print(DemoOptions.USAGE);
			status = 2;
		}
		catch (IOException ex) {
			System.err.println("demo: " + ex.getMessage());
			status = 1;
		}
		catch (InterruptedException ex) {
			status = 130;
		}
		System.exit(status);
	}

	private int run() throws IOException, InterruptedException {
		long start = System.nanoTime();
		try (Service service = Service.start(this.options.port(), Path.of("sample-app/target/demo.log"))) {
			this.printer.line("Starting the order service at " + service.uri() + " on Java "
					+ Runtime.version().feature() + ", log in " + service.log() + " ...");
			service.awaitReady();
			this.printer.line("Ready after " + since(start).toSeconds() + " s, under load from now on.");
			for (Leak leak : this.options.leaks()) {
				service.turn(leak, true);
			}
			this.printer.line(this.options.leaks().isEmpty() ? "No leak is on."
					: "Leaks on: " + String.join(", ", this.options.leaks().stream().map(Leak::id).toList()) + ".");
			this.printer.line("");
			Answer answer = watch(service);
			this.printer.findings(answer.active());
			List<String> differences = this.comparison.differences(answer);
			conclude(answer, differences);
			if (this.options.json()) {
				System.out.println(answer.json());
			}
			if (!this.options.exit()) {
				serve(service);
			}
			return (differences.isEmpty() && this.falselyConfirmed.isEmpty()) ? 0 : 1;
		}
	}

	private Answer watch(Service service) throws IOException, InterruptedException {
		long start = System.nanoTime();
		long settledSince = start;
		while (true) {
			Thread.sleep(STEP.toMillis());
			Answer answer = Answer.read(service.report());
			tellNews(since(start), answer);
			if (!this.comparison.differences(answer).isEmpty()) {
				settledSince = System.nanoTime();
			}
			boolean watched = !this.options.leaks().isEmpty() || since(start).compareTo(HEALTHY_WATCH) >= 0;
			boolean settled = since(settledSince).compareTo(SETTLED) >= 0;
			if ((watched && settled) || since(start).compareTo(DEADLINE) >= 0) {
				return answer;
			}
		}
	}

	private void tellNews(Duration since, Answer answer) {
		if (!answer.status().equals(this.stages.put("status", answer.status()))) {
			this.printer.progress(since, answer, "after " + answer.scans() + " scans");
		}
		for (Found finding : answer.findings()) {
			if (!finding.stage().equals(this.stages.put(finding.id(), finding.stage()))) {
				this.printer.progress(since, answer, finding.stage() + "  " + finding.kind() + "  " + finding.where());
				if (finding.isConfirmed() && this.options.leaks().isEmpty()) {
					this.falselyConfirmed.add(finding.kind() + " at " + finding.where());
				}
			}
		}
	}

	private void conclude(Answer answer, List<String> differences) {
		if (answer.medianScanDuration() != null) {
			this.printer.line("A scan takes " + Duration.parse(answer.medianScanDuration()).toNanos() / 1000
					+ " µs at median; there were " + answer.scans() + ".");
		}
		if (differences.isEmpty() && this.falselyConfirmed.isEmpty()) {
			this.printer.line(this.options.leaks().isEmpty() ? "As expected: the service is CLEAN."
					: "As expected: each leak was found where it is, and nothing else.");
			return;
		}
		this.printer.line("This is not what was expected:");
		differences.forEach((difference) -> this.printer.line("  - " + difference));
		this.falselyConfirmed.forEach((finding) -> this.printer.line("  - confirmed on the way: " + finding));
	}

	private void serve(Service service) throws IOException, InterruptedException {
		this.printer.line("");
		this.printer.line("See for yourself:");
		this.printer.line("  " + service.uri() + "/actuator/leaks     the report");
		this.printer.line("  " + service.uri() + "/actuator/health    the health, with details");
		this.printer.line("  " + service.uri() + "/leaks              which leaks are on; POST /leaks/NAME/on or /off");
		this.printer.line("Ctrl-C ends the service.");
		if (!this.options.leaks().isEmpty()) {
			this.printer.line("After " + LEAKING.toMinutes() + " min the leaks are switched off, so that it survives.");
		}
		this.printer.line("");
		long start = System.nanoTime();
		boolean leaking = !this.options.leaks().isEmpty();
		while (service.isAlive()) {
			Thread.sleep(STEP.toMillis());
			try {
				if (leaking && since(start).compareTo(LEAKING) >= 0) {
					leaking = false;
					for (Leak leak : this.options.leaks()) {
						service.turn(leak, false);
					}
					this.printer.line("The leaks are off now; what was found resolves.");
				}
				tellNews(since(start), Answer.read(service.report()));
			}
			catch (IOException ex) {
				if (service.isAlive()) {
					this.printer.line("  no answer: " + ex.getMessage());
				}
			}
		}
		throw new IOException("the service ended, see " + service.log());
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
