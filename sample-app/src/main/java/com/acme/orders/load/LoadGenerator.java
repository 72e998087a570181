package com.acme.orders.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Customers: sends requests to the service, over HTTP, at a steady rate with a burst now
 * and then. It is healthy: whatever it opens it closes.
 */
@Component
class LoadGenerator implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(LoadGenerator.class);

	private static final int PRODUCTS = 200;

	private final LoadProperties properties;

	private final AtomicLong next = new AtomicLong();

	private final LongAdder answered = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final List<Thread> threads = new ArrayList<>();

	private volatile int port;

	private volatile boolean running;

	private @Nullable ExecutorService clientThreads;

	LoadGenerator(LoadProperties properties) {
		this.properties = properties;
	}

	@EventListener
	void on(WebServerInitializedEvent event) {
		if (!"management".equals(event.getApplicationContext().getServerNamespace())) {
			this.port = event.getWebServer().getPort();
		}
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	@Override
	public synchronized void start() {
		if (!this.properties.enabled() || this.running || this.port <= 0) {
			return;
		}
		this.running = true;
		ExecutorService executor = Executors.newFixedThreadPool(2, (task) -> daemon(task, "acme-load-client"));
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(Duration.ofSeconds(5))
			.executor(executor)
			.build();
		this.clientThreads = executor;
		for (int i = 0; i < this.properties.threads(); i++) {
			Thread thread = daemon(() -> send(client), "acme-load-" + i);
			this.threads.add(thread);
			thread.start();
		}
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		this.threads.forEach(Thread::interrupt);
		this.threads.clear();
		if (this.clientThreads != null) {
			this.clientThreads.shutdown();
			this.clientThreads = null;
		}
		logger.info("Load ended: " + this.answered + " requests answered, " + this.failed + " failed");
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	private void send(HttpClient client) {
		long start = System.nanoTime();
		while (this.running) {
			long begin = System.nanoTime();
			try {
				int status = client.send(request(this.next.getAndIncrement()), BodyHandlers.ofByteArray()).statusCode();
				(status < 400 ? this.answered : this.failed).increment();
			}
			catch (IOException ex) {
				this.failed.increment();
			}
			catch (InterruptedException ex) {
				return;
			}
			double rate = this.properties.rateAt(Duration.ofNanos(begin - start)) / this.properties.threads();
			LockSupport.parkNanos(begin + (long) (1e9 / rate) - System.nanoTime());
		}
	}

	/**
	 * Half of the requests place an order, one in twenty of all an express order; the
	 * rest reads.
	 */
	private HttpRequest request(long number) {
		HttpRequest.Builder request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(10));
		if (number % 2 == 0) {
			boolean express = number % 20 == 0;
			String body = "{\"product\":\"P-%d\",\"quantity\":%d,\"express\":%b}".formatted(number * 7919 % PRODUCTS,
					1 + number % 5, express);
			return request.uri(uri("/orders"))
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString(body))
				.build();
		}
		if (number % 80 == 1) {
			return request.uri(uri("/orders/report")).build();
		}
		if (number % 80 == 3) {
			return request.uri(uri("/orders/feed")).build();
		}
		if (number % 10 == 5) {
			return request.uri(uri("/orders/export?count=10")).build();
		}
		return request.uri(uri("/orders?count=" + (10 + number % 40))).build();
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

}
