package io.leakguard.bench.pause;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a health endpoint twenty times a second, as a platform would from outside, and
 * notes how long each answer took.
 */
final class Prober extends Thread {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final HttpRequest request;

	private final List<Long> millis = new ArrayList<>();

	Prober(int port) {
		super("prober");
		setDaemon(true);
		this.request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health/liveness"))
			.timeout(Duration.ofSeconds(60))
			.build();
	}

	@Override
	public void run() {
		try {
			while (!isInterrupted()) {
				long begin = System.nanoTime();
				try {
					this.client.send(this.request, BodyHandlers.discarding());
				}
				catch (IOException ex) {
					// as bad as one that takes for ever
					begin -= Duration.ofMinutes(1).toNanos();
				}
				synchronized (this.millis) {
					this.millis.add((System.nanoTime() - begin) / 1_000_000);
				}
				Thread.sleep(50);
			}
		}
		catch (InterruptedException ex) {
			interrupt();
		}
	}

	void reset() {
		synchronized (this.millis) {
			this.millis.clear();
		}
	}

	long longestMillis() {
		synchronized (this.millis) {
			return this.millis.stream().mapToLong(Long::longValue).max().orElse(0);
		}
	}

	int requests() {
		synchronized (this.millis) {
			return this.millis.size();
		}
	}

	long over(long limit) {
		synchronized (this.millis) {
			return this.millis.stream().filter((value) -> value > limit).count();
		}
	}

}
