package io.leakguard.autoconfigure.probe.http;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.sun.net.httpserver.HttpServer;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.awaitility.Awaitility;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JettyClientsProbe}.
 */
class JettyClientsProbeTests {

	private static final String NAME = "http.pool.client";

	private static final int LENGTH = 200_000;

	private final HttpClient client = new HttpClient();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Counts counts = Counts
		.of(new JettyClientsProbe(this.beanFactory, new RequestFactories(this.beanFactory)));

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<InputStreamResponseListener> kept = new ArrayList<>();

	private HttpServer server;

	@BeforeEach
	void serve() throws Exception {
		this.server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, LENGTH);
			exchange.getResponseBody().write(new byte[LENGTH]);
			exchange.close();
		});
		this.server.createContext("/slow", (exchange) -> {
			try {
				TimeUnit.MILLISECONDS.sleep(40);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		this.server.start();
		this.client.setMaxConnectionsPerDestination(3);
		this.client.start();
		this.beanFactory.registerSingleton("client", this.client);
	}

	@AfterEach
	void close() throws Exception {
		this.client.stop();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@Test
	void responsesThatAreNotReadExhaustTheDestination() throws Exception {
		for (int i = 0; i < 3; i++) {
			this.kept.add(open());
		}
		for (int i = 0; i < 20; i++) {
			this.counts.scan();
		}
		Population pool = this.counts.population(NAME);
		assertThat(pool.count()).isEqualTo(3);
		assertThat(pool.bound()).isEqualTo(3);
		assertThat(pool.facts()).isEmpty();
		send();
		Awaitility.await().until(() -> waiting(this.client) == 1);
		for (int i = 0; i < 4; i++) {
			assertThat(this.counts.population(NAME).facts()).isEmpty();
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
			assertThat(fact.culprit().type()).isEqualTo("HTTP client pool `client`");
			assertThat(fact.limit()).isEqualTo(3);
			assertThat(fact.detail()).startsWith("all 3 connections are out and none of them has come back for ")
				.endsWith(" while 1 requests wait");
		});
		read(this.kept.remove(0));
		Awaitility.await().until(() -> waiting(this.client) == 0);
		assertThat(this.counts.scan().population(NAME).facts()).isEmpty();
	}

	@Test
	void responsesThatAreReadGiveTheirConnectionBack() throws Exception {
		for (int i = 0; i < 20; i++) {
			read(open());
			this.counts.scan();
		}
		Awaitility.await().until(() -> this.counts.scan().population(NAME).count() == 0);
		assertThat(this.counts.population(NAME).facts()).isEmpty();
	}

	@Test
	void aBusyPoolWithWaitersIsNotExhausted() throws Exception {
		AtomicBoolean stop = new AtomicBoolean();
		for (int i = 0; i < 10; i++) {
			this.threads.submit(() -> {
				while (!stop.get()) {
					this.client.GET(uri() + "slow");
				}
				return null;
			});
		}
		Awaitility.await().until(() -> waiting(this.client) > 0);
		int full = 0;
		for (int i = 0; i < 20; i++) {
			TimeUnit.MILLISECONDS.sleep(90);
			Population pool = this.counts.scan().population(NAME);
			full += (pool.count() == 3) ? 1 : 0;
			assertThat(pool.facts()).isEmpty();
		}
		assertThat(full).isGreaterThan(5);
		stop.set(true);
	}

	@Test
	void aClientBehindSpringsIsFoundInTheFieldOfABean() throws Exception {
		HttpClient behind = new HttpClient();
		behind.setMaxConnectionsPerDestination(2);
		Orders orders = new Orders(
				RestClient.builder().requestFactory(new JettyClientHttpRequestFactory(behind)).build());
		this.beanFactory.registerSingleton("orders", orders);
		List<ClientHttpResponse> open = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			open.add(orders.client.get().uri(uri()).exchange((request, response) -> response, false));
		}
		this.threads.submit(() -> orders.client.get().uri(uri()).retrieve().toBodilessEntity());
		Awaitility.await().until(() -> waiting(behind) == 1);
		for (int i = 0; i < 6; i++) {
			this.counts.scan();
		}
		String name = "http.pool." + Orders.class.getName() + ".client";
		assertThat(this.counts.population(name).count()).isEqualTo(2);
		assertThat(this.counts.population(name).facts()).hasSize(1);
		open.forEach(ClientHttpResponse::close);
		Awaitility.await().until(() -> this.counts.scan().population(name).count() == 0);
		behind.stop();
	}

	private InputStreamResponseListener open() throws Exception {
		InputStreamResponseListener listener = send();
		listener.get(10, TimeUnit.SECONDS);
		return listener;
	}

	private InputStreamResponseListener send() {
		InputStreamResponseListener listener = new InputStreamResponseListener();
		this.client.newRequest(uri()).send(listener);
		return listener;
	}

	private static void read(InputStreamResponseListener listener) throws Exception {
		try (InputStream content = listener.getInputStream()) {
			assertThat(content.readAllBytes()).hasSize(LENGTH);
		}
	}

	private static int waiting(HttpClient client) {
		return client.getDestinations()
			.stream()
			.mapToInt((destination) -> ((HttpDestination) destination).getQueuedRequestCount())
			.sum();
	}

	private String uri() {
		return "http://localhost:" + this.server.getAddress().getPort() + "/";
	}

	static final class Orders {

		private final RestClient client;

		Orders(RestClient client) {
			this.client = client;
		}

	}

}
