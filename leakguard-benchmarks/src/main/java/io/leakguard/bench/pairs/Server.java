package io.leakguard.bench.pairs;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * An application in a process of its own, and what the kernel says about that process.
 * Linux only.
 */
final class Server implements AutoCloseable {

	private static final Pattern USED = Pattern.compile("(?:used|Used) (\\d+)([KM])");

	/** USER_HZ is 100 on every architecture that Java runs on under Linux. */
	private static final long CLOCK_TICK_NANOS = 10_000_000;

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final Process process;

	private final int port;

	private final @Nullable String authorization;

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

	private final long readyNanos;

	private final long readyCpuNanos;

	private Server(Process process, int port, @Nullable String authorization, long began)
			throws IOException, InterruptedException {
		this.process = process;
		this.authorization = authorization;
		this.port = port;
		awaitReady(began);
		this.readyNanos = System.nanoTime() - began;
		this.readyCpuNanos = cpuNanos();
	}

	/**
	 * Start an application and wait until it is ready.
	 * @param jdk the home of the JDK
	 * @param jvm options of the JVM, among them the class path
	 * @param main the main class
	 * @param log where its output goes
	 * @param authorization what it is to be told who asks, if it wants to know
	 * @param arguments its arguments
	 * @return the application
	 */
	static Server start(Path jdk, List<String> jvm, String main, Path log, @Nullable String authorization,
			List<String> arguments) throws IOException, InterruptedException {
		int port = freePort();
		List<String> command = new ArrayList<>();
		command.add(jdk.resolve("bin").resolve("java").toString());
		command.addAll(jvm);
		command.add(main);
		command.add("--server.port=" + port);
		command.addAll(arguments);
		long began = System.nanoTime();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "server-shutdown"));
		return new Server(process, port, authorization, began);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private void awaitReady(long began) throws IOException, InterruptedException {
		while (System.nanoTime() - began < PATIENCE.toNanos() && this.process.isAlive()) {
			try {
				if (status("/actuator/health/readiness") == 200) {
					return;
				}
			}
			catch (IOException ex) {
				// not yet
			}
			Thread.sleep(20);
		}
		close();
		throw new IOException("the application did not become ready");
	}

	long pid() {
		return this.process.pid();
	}

	int port() {
		return this.port;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	long readyNanos() {
		return this.readyNanos;
	}

	long readyCpuNanos() {
		return this.readyCpuNanos;
	}

	private int status(String path) throws IOException, InterruptedException {
		return this.client.send(request(path), BodyHandlers.discarding()).statusCode();
	}

	String get(String path) throws IOException, InterruptedException {
		return this.client.send(request(path), BodyHandlers.ofString()).body();
	}

	private HttpRequest request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Accept", "application/json")
			.timeout(Duration.ofSeconds(30));
		if (this.authorization != null) {
			request.header("Authorization", this.authorization);
		}
		return request.build();
	}

	/**
	 * Return how long the process has run, threads included that have ended.
	 * @return nanoseconds on a processor, in steps of the kernel's clock
	 */
	long cpuNanos() throws IOException {
		String stat = Files.readString(proc("stat"));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
		return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * CLOCK_TICK_NANOS;
	}

	/**
	 * Return how long the threads have run whose names begin like this.
	 * @param prefix the beginning, with a star for a number
	 * @return nanoseconds on a processor
	 */
	long cpuNanos(String prefix) throws IOException {
		return cpuNanosByFamily().entrySet()
			.stream()
			.filter((family) -> family.getKey().startsWith(prefix))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

	/**
	 * Return how long the threads that live have run, by their names with a star for a
	 * number.
	 * @return nanoseconds on a processor
	 */
	Map<String, Long> cpuNanosByFamily() throws IOException {
		Map<String, Long> nanos = new HashMap<>();
		try (Stream<Path> tasks = Files.list(proc("task"))) {
			for (Path task : tasks.toList()) {
				try {
					String family = Files.readString(task.resolve("comm")).strip().replaceAll("(?<=[-#])[0-9]+", "*");
					nanos.merge(family, Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]),
							Long::sum);
				}
				catch (IOException ex) {
					// the thread has ended
				}
			}
		}
		return nanos;
	}

	long residentBytes() throws IOException {
		return Long.parseLong(Files.readString(proc("status")).split("VmRSS:\\s+")[1].split(" ")[0]) * 1024;
	}

	/** What a full collection leaves in the heap. */
	long liveBytes(Path jdk) throws IOException, InterruptedException {
		command(jdk, "GC.run");
		Matcher used = USED.matcher(command(jdk, "GC.heap_info"));
		if (!used.find()) {
			throw new IOException("the JVM does not tell how much of its heap is used");
		}
		return Long.parseLong(used.group(1)) << (used.group(2).equals("K") ? 10 : 20);
	}

	/** What jcmd answers. */
	String command(Path jdk, String command) throws IOException, InterruptedException {
		Process jcmd = new ProcessBuilder(jdk.resolve("bin").resolve("jcmd").toString(),
				Long.toString(this.process.pid()), command)
			.redirectErrorStream(true)
			.start();
		String answer = new String(jcmd.getInputStream().readAllBytes());
		jcmd.waitFor();
		return answer;
	}

	private Path proc(String name) {
		return Path.of("/proc", Long.toString(this.process.pid()), name);
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
