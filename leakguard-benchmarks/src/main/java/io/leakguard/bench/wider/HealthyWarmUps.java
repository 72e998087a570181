package io.leakguard.bench.wider;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Healthy: what is learnt, made or opened at first and then no more.
 */
public final class HealthyWarmUps {

	private HealthyWarmUps() {
	}

	/** W-H11: reference data of 500 keys, each loaded when first asked for. */
	public static final class ReferenceData extends WiderCase {

		private final Random random = new Random(42);

		private final Map<Integer, byte[]> countries = new ConcurrentHashMap<>();

		/** The case. */
		public ReferenceData() {
			super("W-H11");
		}

		@Override
		public int stepsPerScan() {
			return 40;
		}

		@Override
		public void step(long index) {
			this.countries.computeIfAbsent(this.random.nextInt(500), (key) -> new byte[1024]);
		}

	}

	/** W-H14: a tag of 80 values that are met one by one. */
	public static final class TagsLearnt extends WiderCase {

		private final Random random = new Random(7);

		private @Nullable MeterRegistry registry;

		/** The case. */
		public TagsLearnt() {
			super("W-H14");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.registry = context.getBean(MeterRegistry.class);
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			Objects.requireNonNull(this.registry)
				.counter("orders", "country", "c" + this.random.nextInt(80))
				.increment();
		}

	}

	/** W-H15: 150 proxies generated in the first seconds, none after. */
	public static final class ProxiesWarmUp extends WiderCase {

		/** The case. */
		public ProxiesWarmUp() {
			super("W-H15");
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			if (index < 150) {
				Enhancer enhancer = new Enhancer();
				enhancer.setSuperclass(Memory.UncachedEnhancers.Invoice.class);
				enhancer.setCallback(NoOp.INSTANCE);
				enhancer.setUseCache(false);
				enhancer.setAttemptLoad(false);
				enhancer.create();
			}
		}

	}

	/** W-H16: listeners that modules add in the first ten seconds. */
	public static final class ListenersAtStart extends WiderCase {

		private @Nullable ConfigurableApplicationContext context;

		/** The case. */
		public ListenersAtStart() {
			super("W-H16");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@Override
		public void step(long index) {
			if (index < 100) {
				byte[] state = new byte[512];
				ApplicationListener<ApplicationEvent> listener = (event) -> state[0]++;
				Objects.requireNonNull(this.context).addApplicationListener(listener);
			}
		}

	}

	/** W-H17: a pool of buffers of the application's own, filling up to its maximum. */
	public static final class ObjectPool extends WiderCase {

		private static final int MAX = 300;

		private final Deque<byte[]> free = new ArrayDeque<>();

		private final Random random = new Random(3);

		/** The case. */
		public ObjectPool() {
			super("W-H17");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			List<byte[]> used = new ArrayList<>();
			for (int i = 0; i < this.random.nextInt(60) + index * 8; i++) {
				byte[] buffer = this.free.poll();
				used.add((buffer != null) ? buffer : new byte[2048]);
			}
			for (byte[] buffer : used) {
				if (this.free.size() < MAX) {
					this.free.push(buffer);
				}
			}
		}

	}

	/** W-H19: clients that come one by one and keep their connections open. */
	public static final class KeepAlive extends WiderCase {

		private final List<HttpClient> clients = new ArrayList<>();

		private URI hello = URI.create("http://localhost");

		/** The case. */
		public KeepAlive() {
			super("W-H19");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { HelloController.class };
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.hello = URI.create(
					"http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/hello");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) throws Exception {
			if (index % 2 == 0 && this.clients.size() < 10) {
				this.clients.add(HttpClient.newBuilder().cookieHandler(new CookieManager()).build());
			}
			for (HttpClient client : this.clients) {
				client.send(HttpRequest.newBuilder(this.hello).build(), BodyHandlers.discarding());
			}
		}

		@RestController
		static class HelloController {

			@GetMapping("/hello")
			String hello() {
				return "hello";
			}

		}

	}

}
