package io.leakguard.bench.wider;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Healthy behaviours that look like leaks to a naive rule.
 */
public final class Healthy {

	private Healthy() {
	}

	private static ExecutorService daemon(String name) {
		return Executors.newSingleThreadExecutor((task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
	}

	/** W-H01: a map in access order that forgets its eldest above 600. */
	public static final class LruMap extends WiderCase {

		private final Map<String, byte[]> recent = new LinkedHashMap<>(64, 0.75f, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
				return size() > 600;
			}

		};

		/** The case. */
		public LruMap() {
			super("W-H01");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.recent.put("image-" + index, new byte[512]);
		}

	}

	/** W-H02: a cache without a size, whose entries live for eight seconds. */
	public static final class ExpiringCache extends WiderCase {

		private final Cache<Long, byte[]> tokens = Caffeine.newBuilder()
			.expireAfterWrite(Duration.ofSeconds(8))
			.build();

		/** The case. */
		public ExpiringCache() {
			super("W-H02");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.tokens.put(index, new byte[512]);
		}

	}

	/** W-H03: a static Guava cache bounded by weight. */
	public static final class WeightedCache extends WiderCase {

		private static final com.google.common.cache.Cache<Long, byte[]> PAGES = CacheBuilder.newBuilder()
			.maximumWeight(800_000)
			.weigher((Long key, byte[] page) -> page.length)
			.build();

		/** The case. */
		public WeightedCache() {
			super("W-H03");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			PAGES.put(index, new byte[1024]);
		}

	}

	/** W-H04: sessions that are invalidated a few seconds later. */
	public static final class SessionChurn extends WiderCase {

		private final HttpClient http = HttpClient.newHttpClient();

		private URI login = URI.create("http://localhost");

		/** The case. */
		public SessionChurn() {
			super("W-H04");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { LoginController.class };
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.login = URI.create(
					"http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/login");
		}

		@Override
		public void step(long index) throws Exception {
			this.http.send(HttpRequest.newBuilder(this.login).build(), BodyHandlers.discarding());
		}

		@RestController
		static class LoginController {

			private final Queue<HttpSession> sessions = new ConcurrentLinkedQueue<>();

			@GetMapping("/login")
			String login(HttpSession session) {
				session.setAttribute("user", new byte[1024]);
				this.sessions.add(session);
				if (this.sessions.size() > 80) {
					Objects.requireNonNull(this.sessions.poll()).invalidate();
				}
				return "ok";
			}

		}

	}

	/** W-H05: weak keys whose values do not hold them. */
	public static final class WeakKeys extends WiderCase {

		private final Map<Object, String> names = new WeakHashMap<>();

		/** The case. */
		public WeakKeys() {
			super("W-H05");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.names.put(new Object(), "name-" + index);
		}

	}

	/** W-H06: soft values, purged through their queue, of a hundred keys. */
	public static final class SoftCache extends WiderCase {

		private final ReferenceQueue<byte[]> queue = new ReferenceQueue<>();

		private final Map<Long, SoftReference<byte[]>> pages = new HashMap<>();

		/** The case. */
		public SoftCache() {
			super("W-H06");
		}

		@Override
		public void step(long index) {
			this.pages.put(index % 100, new SoftReference<>(new byte[50_000], this.queue));
			Object cleared;
			while ((cleared = this.queue.poll()) != null) {
				this.pages.values().remove(cleared);
			}
		}

	}

	/** W-H07: bursts that fill a queue, which then drains. */
	public static final class BurstsDrain extends WiderCase {

		private final ExecutorService executor = daemon("mails");

		/** The case. */
		public BurstsDrain() {
			super("W-H07");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			if (index % 20 == 0) {
				for (int i = 0; i < 150 + index; i++) {
					byte[] mail = new byte[2048];
					this.executor.execute(() -> {
						mail[0]++;
						LockSupport.parkNanos(25_000_000);
					});
				}
			}
		}

	}

	/** W-H08: failed calls that are tried again, after longer and longer pauses. */
	public static final class Retries extends WiderCase {

		private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1, (task) -> {
			Thread thread = new Thread(task, "retry");
			thread.setDaemon(true);
			return thread;
		});

		/** The case. */
		public Retries() {
			super("W-H08");
		}

		@Override
		public void step(long index) {
			retry(new byte[1024], 250);
		}

		private void retry(byte[] call, long delay) {
			if (delay <= 4000) {
				this.scheduler.schedule(() -> retry(call, delay * 2), delay, TimeUnit.MILLISECONDS);
			}
		}

	}

	/** W-H09: a pool of its own per report, shut down at its end. */
	public static final class PoolPerReportShutDown extends WiderCase {

		/** The case. */
		public PoolPerReportShutDown() {
			super("W-H09");
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) {
			ExecutorService executor = Executors.newFixedThreadPool(4);
			for (int i = 0; i < 4; i++) {
				executor.execute(() -> LockSupport.parkNanos(400_000_000));
			}
			executor.shutdown();
		}

	}

	/** W-H10: an index rebuilt every five seconds, a little larger up to its bound. */
	public static final class Reindex extends WiderCase {

		private Map<Integer, byte[]> index = new HashMap<>();

		/** The case. */
		public Reindex() {
			super("W-H10");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			if (index % 10 == 0) {
				Map<Integer, byte[]> next = new HashMap<>();
				for (int i = 0; i < Math.min(800, 500 + index * 12); i++) {
					next.put(i, new byte[256]);
				}
				this.index = next;
			}
			Objects.requireNonNull(this.index.get(0))[0]++;
		}

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

	/** W-H12: a batch that collects rows for 15 seconds and then writes them. */
	public static final class BatchOfRows extends WiderCase {

		private List<byte[]> rows = new ArrayList<>();

		/** The case. */
		public BatchOfRows() {
			super("W-H12");
		}

		@Override
		public void step(long index) {
			this.rows.add(new byte[2048]);
			if (index % 150 == 149) {
				this.rows = new ArrayList<>();
			}
		}

	}

	/** W-H13: a window of ids that have been seen, emptied every ten seconds. */
	public static final class DeduplicationWindow extends WiderCase {

		private final Set<Long> seen = ConcurrentHashMap.newKeySet();

		/** The case. */
		public DeduplicationWindow() {
			super("W-H13");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.seen.add(index);
			if (index % 400 == 399) {
				this.seen.clear();
			}
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

	/** W-H18: a journal that is trimmed when it has become long. */
	public static final class TrimmedText extends WiderCase {

		private final StringBuilder journal = new StringBuilder();

		/** The case. */
		public TrimmedText() {
			super("W-H18");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.journal.append("all is well, nothing to report. ".repeat(80));
			if (this.journal.length() > 1_200_000) {
				this.journal.setLength(0);
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

	/** W-H20: sessions of users in memory: as many come as go, after a morning's rise. */
	public static final class UsersComeAndGo extends WiderCase {

		private final Map<Long, byte[]> users = new ConcurrentHashMap<>();

		private final Random random = new Random(11);

		/** The case. */
		public UsersComeAndGo() {
			super("W-H20");
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			this.users.put(index, new byte[1024]);
			List<Long> all = new ArrayList<>(this.users.keySet());
			all.stream().filter((user) -> this.random.nextInt(120) == 0).forEach(this.users::remove);
		}

	}

}
