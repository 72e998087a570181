package io.leakguard.autoconfigure.probe.harvest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import com.sun.net.httpserver.HttpServer;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Kind;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OkHttpLeaksProbe}.
 */
class OkHttpLeaksProbeTests {

	private static final String NAME = OkHttpLeaksProbe.POPULATION;

	private final OkHttpClient client = new OkHttpClient();

	private final OkHttpLeaksProbe probe = new OkHttpLeaksProbe();

	private final Counts counts = Counts.of(this.probe);

	private HttpServer server;

	@BeforeEach
	void serve() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, 100_000);
			exchange.getResponseBody().write(new byte[100_000]);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.probe.close();
		this.client.dispatcher().executorService().shutdown();
		this.client.connectionPool().evictAll();
		this.server.stop(0);
	}

	@Test
	void aResponseThatIsDroppedIsReported() throws IOException {
		drop();
		Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
			System.gc();
			close();
			return this.counts.scan().has(NAME);
		});
		assertThat(this.counts.population(NAME).facts()).singleElement().satisfies((fact) -> {
			assertThat(fact.kind()).isEqualTo(Kind.NOT_CLOSED);
			assertThat(fact.exact()).isTrue();
			assertThat(fact.culprit().type()).isEqualTo("okhttp3.Response");
			assertThat(fact.count()).isOne();
		});
	}

	@Test
	void aResponseThatIsClosedIsNot() throws IOException {
		for (int i = 0; i < 5; i++) {
			close();
			System.gc();
		}
		assertThat(this.counts.scan().has(NAME)).isFalse();
	}

	private void drop() throws IOException {
		this.client.newCall(request()).execute();
	}

	private void close() throws IOException {
		try (Response response = this.client.newCall(request()).execute()) {
			// a connection that is not read to its end is not used again
			assertThat(response.body().bytes()).hasSize(100_000);
		}
	}

	private Request request() {
		return new Request.Builder().url("http://localhost:" + this.server.getAddress().getPort() + "/").build();
	}

}
