package io.leakguard.autoconfigure.probe.http;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.sun.net.httpserver.HttpServer;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpClientPoolsProbe}.
 */
class HttpClientPoolsProbeTests {

	private static final String NAME = "http.pool.client";

	private final PoolingHttpClientConnectionManager manager = new PoolingHttpClientConnectionManager();

	private final CloseableHttpClient client = HttpClients.custom().setConnectionManager(this.manager).build();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Counts counts = Counts
		.of(new HttpClientPoolsProbe(this.beanFactory, new RequestFactoryClients(this.beanFactory)));

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<ClassicHttpResponse> kept = new ArrayList<>();

	private HttpServer server;

	@BeforeEach
	void serve() throws Exception {
		this.server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, 3);
			exchange.getResponseBody().write(new byte[3]);
			exchange.close();
		});
		this.server.start();
		this.beanFactory.registerSingleton("client", this.client);
	}

	@AfterEach
	void close() throws Exception {
		this.client.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@Test
	void responsesThatAreNotClosedExhaustTheRoute() throws Exception {
		this.manager.setDefaultMaxPerRoute(3);
		for (int i = 0; i < 3; i++) {
			this.kept.add(this.client.executeOpen(null, new HttpGet(uri()), null));
			this.counts.scan();
		}
		Population pool = this.counts.population(NAME);
		assertThat(pool.count()).isEqualTo(3);
		assertThat(pool.facts()).isEmpty();
		this.threads.submit(() -> this.client.executeOpen(null, new HttpGet(uri()), null));
		Awaitility.await().until(() -> this.manager.getTotalStats().getPending() == 1);
		for (int i = 0; i < 4; i++) {
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.POOL_EXHAUSTED);
			assertThat(fact.culprit().type()).isEqualTo("HTTP client pool `client`");
			assertThat(fact.limit()).isEqualTo(3);
		});
	}

	@Test
	void whoWaitsForAShortTimeOnlyIsSeenNowAndThen() throws Exception {
		this.manager.setDefaultMaxPerRoute(3);
		for (int i = 0; i < 3; i++) {
			this.kept.add(this.client.executeOpen(null, new HttpGet(uri()), null));
		}
		for (int i = 0; i < 20; i++) {
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).facts()).isEmpty();
		HttpGet impatient = new HttpGet(uri());
		impatient.setConfig(RequestConfig.custom().setConnectionRequestTimeout(Timeout.ofSeconds(1)).build());
		this.threads.submit(() -> this.client.executeOpen(null, impatient, null));
		Awaitility.await().until(() -> this.manager.getTotalStats().getPending() == 1);
		this.counts.scan();
		Awaitility.await().until(() -> this.manager.getTotalStats().getPending() == 0);
		for (int i = 0; i < 6; i++) {
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).facts()).isEmpty();
		assertThat(this.counts.scan().population(NAME).facts()).hasSize(1);
		this.kept.remove(0).close();
		assertThat(this.counts.scan().population(NAME).facts()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(PoolConcurrencyPolicy.class)
	void aBusyPoolWithWaitersIsNotExhausted(PoolConcurrencyPolicy policy) throws Exception {
		serveSlowly();
		PoolingHttpClientConnectionManager busy = PoolingHttpClientConnectionManagerBuilder.create()
			.setPoolConcurrencyPolicy(policy)
			.setMaxConnPerRoute(2)
			.build();
		this.beanFactory.registerSingleton("busy", HttpClients.custom().setConnectionManager(busy).build());
		AtomicBoolean stop = new AtomicBoolean();
		CloseableHttpClient importer = this.beanFactory.getBean("busy", CloseableHttpClient.class);
		for (int i = 0; i < 8; i++) {
			this.threads.submit(() -> {
				while (!stop.get()) {
					importer.execute(new HttpGet(uri() + "slow"), (response) -> null);
				}
				return null;
			});
		}
		Awaitility.await().until(() -> busy.getTotalStats().getPending() > 0);
		int full = 0;
		for (int i = 0; i < 20; i++) {
			TimeUnit.MILLISECONDS.sleep(60);
			Population pool = this.counts.scan().population("http.pool.busy");
			full += (pool.count() == 2) ? 1 : 0;
			assertThat(pool.facts()).isEmpty();
		}
		assertThat(full).isGreaterThan(5);
		stop.set(true);
		importer.close();
	}

	@ParameterizedTest
	@EnumSource(value = PoolConcurrencyPolicy.class, names = { "STRICT", "LAX" })
	void theSameOfAPoolWhoseConnectionsDoNotComeBackIsProved(PoolConcurrencyPolicy policy) throws Exception {
		PoolingHttpClientConnectionManager leaking = PoolingHttpClientConnectionManagerBuilder.create()
			.setPoolConcurrencyPolicy(policy)
			.setMaxConnPerRoute(2)
			.build();
		try (CloseableHttpClient importer = HttpClients.custom().setConnectionManager(leaking).build()) {
			this.beanFactory.registerSingleton("leaking", importer);
			for (int i = 0; i < 2; i++) {
				this.kept.add(importer.executeOpen(null, new HttpGet(uri()), null));
			}
			this.threads.submit(() -> importer.executeOpen(null, new HttpGet(uri()), null));
			Awaitility.await().until(() -> leaking.getTotalStats().getPending() == 1);
			for (int i = 0; i < 6; i++) {
				this.counts.scan();
			}
			assertThat(this.counts.population("http.pool.leaking").facts()).singleElement()
				.extracting(Fact::detail)
				.asString()
				.startsWith("all 2 connections are out and none of them has come back for ")
				.endsWith(" while 1 requests wait");
		}
	}

	@Test
	void aBusyRouteDoesNotHideOneWhoseConnectionsDoNotComeBack() throws Exception {
		serveSlowly();
		this.manager.setDefaultMaxPerRoute(1);
		this.kept.add(this.client.executeOpen(null, new HttpGet(uri()), null));
		this.threads.submit(() -> this.client.executeOpen(null, new HttpGet(uri()), null));
		AtomicBoolean stop = new AtomicBoolean();
		String other = uri().replace("localhost", "127.0.0.1") + "slow";
		for (int i = 0; i < 4; i++) {
			this.threads.submit(() -> {
				while (!stop.get()) {
					this.client.execute(new HttpGet(other), (response) -> null);
				}
				return null;
			});
		}
		Awaitility.await().until(() -> this.manager.getTotalStats().getPending() > 2);
		for (int i = 0; i < 8; i++) {
			TimeUnit.MILLISECONDS.sleep(60);
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).facts()).singleElement().extracting(Fact::count).isEqualTo(1L);
		this.kept.remove(0).close();
		assertThat(this.counts.scan().population(NAME).facts()).isEmpty();
		stop.set(true);
	}

	@Test
	void responsesThatAreClosedGiveTheirConnectionBack() throws Exception {
		for (int i = 0; i < 20; i++) {
			this.client.execute(new HttpGet(uri()), (response) -> {
				this.counts.scan();
				return null;
			});
		}
		assertThat(this.counts.scan().population(NAME).count()).isZero();
		assertThat(this.counts.population(NAME).facts()).isEmpty();
	}

	@Test
	void aClientBehindSpringsIsFoundInTheFieldOfABean() throws Exception {
		HttpComponentsClientHttpRequestFactory factory = new HttpComponentsClientHttpRequestFactory(
				HttpClients.custom().build());
		this.beanFactory.registerSingleton("orders", new Orders(RestClient.builder().requestFactory(factory).build()));
		RestTemplate template = new RestTemplate(
				new BufferingClientHttpRequestFactory(new HttpComponentsClientHttpRequestFactory()));
		template.getInterceptors().add((request, body, execution) -> execution.execute(request, body));
		this.beanFactory.registerSingleton("template", template);
		this.counts.scan();
		assertThat(this.counts.names()).contains("http.pool." + Orders.class.getName() + ".client",
				"http.pool.template");
		assertThat(this.counts.population("http.pool.template").count()).isZero();
	}

	private void serveSlowly() {
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
