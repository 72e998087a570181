package com.acme.orders.demo;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.acme.orders.OrdersApplication;
import com.acme.orders.leak.Leak;

/**
 * The service under observation: a process of its own, spoken to over HTTP.
 */
final class Service implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	private final Process process;

	private final URI uri;

	private final Path log;

	private Service(Process process, URI uri, Path log) {
		this.process = process;
		this.uri = uri;
		this.log = log;
	}

	static Service start(int wantedPort, Path log) throws IOException {
		int port = (wantedPort != 0) ? wantedPort : freePort();
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xms192m", "-Xmx192m"));
		String classPath = System.getProperty("java.class.path");
		if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
			command.addAll(List.of("-jar", classPath));
		}
		else {
			command.addAll(List.of("-cp", classPath, OrdersApplication.class.getName()));
		}
		command.addAll(List.of("--server.port=" + port, "--acme.exit-with-parent=true"));
		Files.createDirectories(log.toAbsolutePath().getParent());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		process.getOutputStream().close();
		Service service = new Service(process, URI.create("http://localhost:" + port), log);
		Runtime.getRuntime().addShutdownHook(new Thread(service::close, "demo-shutdown"));
		return service;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	URI uri() {
		return this.uri;
	}

	Path log() {
		return this.log;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void awaitReady() throws IOException, InterruptedException {
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!isReady()) {
			if (!isAlive()) {
				throw new IOException(
						"the service ended with status " + this.process.exitValue() + ", see " + this.log);
			}
			if (System.nanoTime() > deadline) {
				throw new IOException(
						"the service was not ready within " + START_TIMEOUT.toSeconds() + " s, see " + this.log);
			}
			Thread.sleep(200);
		}
	}

	private boolean isReady() throws IOException, InterruptedException {
		try {
			return get("/actuator/health/readiness").statusCode() == 200;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	void turn(Leak leak, boolean on) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.uri.resolve("/leaks/" + leak.id() + (on ? "/on" : "/off")))
			.POST(BodyPublishers.noBody())
			.build();
		int status = this.client.send(request, BodyHandlers.discarding()).statusCode();
		if (status != 200) {
			throw new IOException("could not switch '" + leak.id() + "': status " + status);
		}
	}

	String report() throws IOException, InterruptedException {
		HttpResponse<String> response = get("/actuator/leaks");
		if (response.statusCode() != 200) {
			throw new IOException("/actuator/leaks answered " + response.statusCode());
		}
		return response.body();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.uri.resolve(path))
			.header("Accept", "application/json")
			.timeout(Duration.ofSeconds(20))
			.build();
		return this.client.send(request, BodyHandlers.ofString());
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
