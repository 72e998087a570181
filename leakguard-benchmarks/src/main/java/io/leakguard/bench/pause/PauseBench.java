package io.leakguard.bench.pause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Starts an application with 2 GB of live objects, has each automatic collector capture
 * evidence with the default budget, and prints the longest standstill that a meter inside
 * and a prober outside have seen. Fails if a request to the health endpoint took over a
 * second while one captured.
 */
public final class PauseBench {

	private static final int LIMIT_MILLIS = 1000;

	private static final int QUIET_MILLIS = 20_000;

	/** A budget that is spent is given back after 5 s here. */
	private static final int BETWEEN_MILLIS = 6_000;

	/** These are made on request only. */
	private static final Set<String> ON_REQUEST = Set.of("heap-dump", "allocations");

	private final BufferedReader answers;

	private final PrintWriter orders;

	private final Prober prober;

	private PauseBench(Process process, Prober prober) {
		this.answers = process.inputReader(StandardCharsets.UTF_8);
		this.orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
		this.prober = prober;
	}

	/**
	 * Run PauseBench.
	 * @param args captures by collector (3), megabytes that live (2000) and options of
	 * the JVM, such as {@code -XX:+UseG1GC}
	 * @throws Exception if it cannot run
	 */
	public static void main(String[] args) throws Exception {
		int captures = (args.length > 0) ? Integer.parseInt(args[0]) : 3;
		int megabytes = (args.length > 1) ? Integer.parseInt(args[1]) : 2000;
		int port = freePort();
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-Xmx" + megabytes * 3 / 2 + "m");
		command.addAll(List.of(args).subList(Math.min(2, args.length), args.length));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), PauseApplication.class.getName(),
				Integer.toString(port), Integer.toString(megabytes)));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		boolean passed;
		try {
			passed = new PauseBench(process, new Prober(port)).run(captures);
		}
		finally {
			process.destroyForcibly();
		}
		System.exit(passed ? 0 : 1);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private boolean run(int captures) throws Exception {
		String live = await("filled ");
		System.out.printf("Java %d, %s MB used, load %.1f on %d processors, longest in ms%n%n",
				Runtime.version().feature(), live, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
				Runtime.getRuntime().availableProcessors());
		System.out.println("| collector | meter inside | health request | requests | over 1 s | outcome |");
		System.out.println("|---|---|---|---|---|---|");
		this.prober.start();
		row("none", null, 1);
		boolean passed = true;
		this.orders.println("collectors");
		for (String collector : await("collectors ").split(",")) {
			if (!ON_REQUEST.contains(collector)) {
				passed &= row(collector, collector, captures);
			}
		}
		System.out.printf("%nload %.1f at the end%n",
				ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
		return passed;
	}

	private boolean row(String name, @Nullable String collector, int captures) throws Exception {
		this.orders.println("meter");
		await("longest ");
		this.prober.reset();
		String outcome = "";
		for (int i = 0; i < captures; i++) {
			if (collector != null) {
				this.orders.println(collector);
				outcome = await("captured ");
			}
			Thread.sleep((collector != null) ? BETWEEN_MILLIS : QUIET_MILLIS);
		}
		this.orders.println("meter");
		String inside = await("longest ");
		System.out.printf("| %s | %s | %d | %d | %d | %s |%n", name, inside, this.prober.longestMillis(),
				this.prober.requests(), this.prober.over(LIMIT_MILLIS), outcome);
		return collector == null || this.prober.over(LIMIT_MILLIS) == 0;
	}

	private String await(String prefix) throws IOException {
		for (String line = this.answers.readLine(); line != null; line = this.answers.readLine()) {
			if (line.startsWith(prefix)) {
				return line.substring(prefix.length());
			}
		}
		throw new IOException("the application has ended");
	}

}
