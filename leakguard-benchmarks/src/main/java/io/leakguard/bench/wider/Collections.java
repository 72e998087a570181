package io.leakguard.bench.wider;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import com.google.common.collect.ListMultimap;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Maps, lists, caches and whatever else takes things in.
 */
public final class Collections {

	private Collections() {
	}

	/** W-D01: requests in flight in a static map; the failed ones stay. */
	public static class StaticMap extends WiderCase {

		/** The case. */
		public StaticMap() {
			super("W-D01", Set.of("COLLECTION_GROWS"), "InFlight");
		}

		@Override
		public void step(long index) {
			String id = UUID.randomUUID().toString();
			InFlight.REQUESTS.put(id, new byte[256]);
			if (isMended() || index % 2 == 0) {
				InFlight.REQUESTS.remove(id);
			}
		}

		static final class InFlight {

			private static final Map<String, byte[]> REQUESTS = new ConcurrentHashMap<>();

		}

		/** The same with the fix. */
		public static final class Mended extends StaticMap {

		}

	}

	/** W-D02: the key class has no equals, so that each look-up adds an entry. */
	public static class KeyWithoutEquals extends WiderCase {

		private final Converters converters = new Converters();

		/** The case. */
		public KeyWithoutEquals() {
			super("W-D02", Set.of("KEY_WITHOUT_EQUALS", "COLLECTION_GROWS"), "TypePair", "Converters");
		}

		@Override
		public void step(long index) {
			this.converters.find(isMended() ? "String->Integer" : new TypePair(String.class, Integer.class));
		}

		static class Converters {

			private final Map<Object, byte[]> cache = new HashMap<>();

			byte[] find(Object key) {
				return this.cache.computeIfAbsent(key, (missing) -> new byte[512]);
			}

		}

		static class TypePair {

			private final Class<?> source;

			private final Class<?> target;

			TypePair(Class<?> source, Class<?> target) {
				this.source = source;
				this.target = target;
			}

			@Override
			public String toString() {
				return this.source + "->" + this.target;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends KeyWithoutEquals {

		}

	}

	/** W-D03: a cached method whose parameter has no equals. */
	public static class CacheableWithoutEquals extends WiderCase {

		private @Nullable Prices prices;

		/** The case. */
		public CacheableWithoutEquals() {
			super("W-D03", Set.of("KEY_WITHOUT_EQUALS", "CACHE_UNBOUNDED"), "Query", "prices");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { Config.class };
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.prices = context.getBean(Prices.class);
		}

		@Override
		public void step(long index) {
			Prices prices = Objects.requireNonNull(this.prices);
			if (isMended()) {
				prices.find("EUR");
			}
			else {
				prices.find(new Query("EUR"));
			}
		}

		@Configuration(proxyBeanMethods = false)
		@EnableCaching
		static class Config {

			@Bean
			Prices prices() {
				return new Prices();
			}

			@Bean
			org.springframework.cache.CacheManager cacheManager() {
				return new org.springframework.cache.concurrent.ConcurrentMapCacheManager("prices");
			}

		}

		static class Prices {

			@Cacheable("prices")
			public byte[] find(Object query) {
				return new byte[512];
			}

		}

		static class Query {

			private final String currency;

			Query(String currency) {
				this.currency = currency;
			}

			@Override
			public String toString() {
				return this.currency;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends CacheableWithoutEquals {

		}

	}

	/** W-D04: three tenants, each with a map of its own that grows. */
	public static class NestedMaps extends WiderCase {

		private final Map<String, Map<Long, byte[]>> orders = new ConcurrentHashMap<>();

		/** The case. */
		public NestedMaps() {
			super("W-D04", Set.of("COLLECTION_GROWS"), "orders");
		}

		@Override
		public void step(long index) {
			Map<Long, byte[]> ofTenant = this.orders.computeIfAbsent("tenant-" + index % 3,
					(tenant) -> new ConcurrentHashMap<>());
			ofTenant.put(index, new byte[256]);
			if (isMended()) {
				ofTenant.remove(index);
			}
		}

		/** The same with the fix. */
		public static final class Mended extends NestedMaps {

		}

	}

	/** W-D05: a map in access order that was meant to forget the eldest. */
	public static class LruWithoutEviction extends WiderCase {

		private final Thumbnails thumbnails = new Thumbnails();

		/** The case. */
		public LruWithoutEviction() {
			super("W-D05", Set.of("COLLECTION_GROWS", "CACHE_UNBOUNDED"), "humbnails");
		}

		@Override
		public void step(long index) {
			this.thumbnails.get("image-" + (isMended() ? index % 40 : index));
		}

		static class Thumbnails {

			private final Map<String, byte[]> recent = java.util.Collections
				.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true));

			byte[] get(String image) {
				return this.recent.computeIfAbsent(image, (name) -> new byte[1024]);
			}

		}

		/** The same with the fix. */
		public static final class Mended extends LruWithoutEviction {

		}

	}

	/** W-D06: a history three objects away from the bean. */
	public static class NestedHistory extends WiderCase {

		private final Gateway gateway = new Gateway();

		/** The case. */
		public NestedHistory() {
			super("W-D06", Set.of("COLLECTION_GROWS", "QUEUE_GROWS"), "Trace", "history");
		}

		@Override
		public void step(long index) {
			this.gateway.client.trace.record("call " + index, isMended());
		}

		static class Gateway {

			private final Client client = new Client();

		}

		static class Client {

			private final Trace trace = new Trace();

		}

		static class Trace {

			private final Deque<String> history = new ArrayDeque<>();

			void record(String event, boolean mended) {
				this.history.addLast(event + " at " + System.nanoTime());
				if (mended && this.history.size() > 50) {
					this.history.removeFirst();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends NestedHistory {

		}

	}

	/**
	 * W-D07: an unbounded Caffeine cache in a static field of a class that is no bean.
	 */
	public static class StaticCaffeine extends WiderCase {

		/** The case. */
		public StaticCaffeine() {
			super("W-D07", Set.of("CACHE_UNBOUNDED", "COLLECTION_GROWS"), "Geo");
		}

		@Override
		public void step(long index) {
			Geo.CITIES.get("10.0." + (isMended() ? 1 : index));
		}

		static final class Geo {

			private static final LoadingCache<String, byte[]> CITIES = Caffeine.newBuilder()
				.build((address) -> new byte[256]);

		}

		/** The same with the fix. */
		public static final class Mended extends StaticCaffeine {

		}

	}

	/** W-D08: a lock per key, in a map that only a running thread knows. */
	public static class MapOfThread extends WiderCase {

		private final java.util.concurrent.BlockingQueue<String> keys = new java.util.concurrent.ArrayBlockingQueue<>(
				1000);

		/** The case. */
		public MapOfThread() {
			super("W-D08", Set.of("COLLECTION_GROWS", "HEAP_GROWS"), "KeyLock", "Worker");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			Thread thread = new Thread(new Worker(this.keys), "worker");
			thread.setDaemon(true);
			thread.start();
		}

		@Override
		public void step(long index) {
			this.keys.offer("order-" + (isMended() ? index % 20 : index));
		}

		static class Worker implements Runnable {

			private final Map<String, KeyLock> locks = new HashMap<>();

			private final java.util.concurrent.BlockingQueue<String> keys;

			Worker(java.util.concurrent.BlockingQueue<String> keys) {
				this.keys = keys;
			}

			@Override
			public void run() {
				try {
					while (true) {
						this.locks.computeIfAbsent(this.keys.take(), (key) -> new KeyLock()).lock();
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}

		}

		static class KeyLock extends ReentrantLock {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends MapOfThread {

		}

	}

	/** W-D09: a list in a thread local of pooled threads that is never cleared. */
	public static class ThreadLocalList extends WiderCase {

		private static final ThreadLocal<List<Event>> EVENTS = ThreadLocal.withInitial(ArrayList::new);

		private final ExecutorService executor = Executors.newFixedThreadPool(4);

		/** The case. */
		public ThreadLocalList() {
			super("W-D09", Set.of("THREAD_LOCAL_NOT_REMOVED", "COLLECTION_GROWS"), "ThreadLocalList", "Event");
		}

		@Override
		public void step(long index) throws Exception {
			this.executor.submit(() -> {
				EVENTS.get().add(new Event());
				if (isMended()) {
					EVENTS.remove();
				}
			}).get();
		}

		static class Event {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends ThreadLocalList {

		}

	}

	/** W-D10: a collection of the application's own making, on an array. */
	public static class OwnArray extends WiderCase {

		private final Ledger ledger = new Ledger();

		/** The case. */
		public OwnArray() {
			super("W-D10", Set.of("COLLECTION_GROWS", "HEAP_GROWS"), "Booking", "Ledger", "ledger");
		}

		@Override
		public void step(long index) {
			if (isMended()) {
				this.ledger.size = 0;
			}
			this.ledger.add(new Booking());
		}

		static class Ledger {

			private @Nullable Booking[] bookings = new Booking[16];

			private int size;

			void add(Booking booking) {
				if (this.size == this.bookings.length) {
					this.bookings = Arrays.copyOf(this.bookings, this.size * 2);
				}
				this.bookings[this.size++] = booking;
			}

		}

		static class Booking {

			final byte[] text = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends OwnArray {

		}

	}

	/** W-D11: a tree of the application's own nodes. */
	public static class OwnTree extends WiderCase {

		private final Index index = new Index();

		/** The case. */
		public OwnTree() {
			super("W-D11", Set.of("COLLECTION_GROWS", "HEAP_GROWS"), "Node", "Index");
		}

		@Override
		public void step(long index) {
			long key = (isMended() ? index % 30 : index) * 0x9E3779B97F4A7C15L;
			this.index.root = Index.insert(this.index.root, key);
		}

		static class Index {

			private @Nullable Node root;

			static Node insert(@Nullable Node node, long key) {
				if (node == null) {
					return new Node(key);
				}
				if (key < node.key) {
					node.left = insert(node.left, key);
				}
				else if (key > node.key) {
					node.right = insert(node.right, key);
				}
				return node;
			}

		}

		static class Node {

			private final long key;

			private final byte[] value = new byte[256];

			private @Nullable Node left;

			private @Nullable Node right;

			Node(long key) {
				this.key = key;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends OwnTree {

		}

	}

	/** W-D12: a journal that is only ever appended to. */
	public static class GrowingText extends WiderCase {

		private final Journal journal = new Journal();

		/** The case. */
		public GrowingText() {
			super("W-D12", Set.of("HEAP_GROWS", "COLLECTION_GROWS"), "ournal");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			if (isMended()) {
				this.journal.text.setLength(0);
			}
			this.journal.text.append("order ").append(index).append(" was taken; ").append("all is well. ".repeat(300));
		}

		static class Journal {

			private final StringBuilder text = new StringBuilder();

		}

		/** The same with the fix. */
		public static final class Mended extends GrowingText {

		}

	}

	/** W-D13: clients without cookies get a session each, and sessions never end. */
	public static class EndlessSessions extends WiderCase {

		private final HttpClient http = HttpClient.newHttpClient();

		private URI basket = URI.create("http://localhost");

		/** The case. */
		public EndlessSessions() {
			super("W-D13", Set.of("SESSION_RETAINED", "COLLECTION_GROWS", "HEAP_GROWS"), "web.httpSessions",
					"StandardSession", "Basket");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { BasketController.class };
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("acme.mended", isMended(), "server.servlet.session.timeout", "-1");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.basket = URI.create("http://localhost:"
					+ context.getEnvironment().getRequiredProperty("local.server.port") + "/basket");
		}

		@Override
		public void step(long index) throws Exception {
			this.http.send(HttpRequest.newBuilder(this.basket).build(), BodyHandlers.discarding());
		}

		@RestController
		static class BasketController {

			private final boolean mended;

			BasketController(org.springframework.core.env.Environment environment) {
				this.mended = environment.getRequiredProperty("acme.mended", Boolean.class);
			}

			@GetMapping("/basket")
			String basket(HttpSession session) {
				session.setAttribute("basket", new Basket());
				if (this.mended) {
					session.invalidate();
				}
				return "ok";
			}

		}

		static class Basket {

			final byte[] items = new byte[1024];

		}

		/** The same with the fix. */
		public static final class Mended extends EndlessSessions {

		}

	}

	/** W-D14: one session whose list of visited pages grows. */
	public static class SessionAttribute extends WiderCase {

		private final HttpClient http = HttpClient.newBuilder().cookieHandler(new java.net.CookieManager()).build();

		private URI pages = URI.create("http://localhost");

		/** The case. */
		public SessionAttribute() {
			super("W-D14", Set.of("COLLECTION_GROWS", "SESSION_RETAINED", "HEAP_GROWS"), "Visit", "visits");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { PagesController.class };
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("acme.mended", isMended());
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.pages = URI.create(
					"http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/page");
		}

		@Override
		public void step(long index) throws Exception {
			this.http.send(HttpRequest.newBuilder(this.pages).build(), BodyHandlers.discarding());
		}

		@RestController
		static class PagesController {

			private final boolean mended;

			PagesController(org.springframework.core.env.Environment environment) {
				this.mended = environment.getRequiredProperty("acme.mended", Boolean.class);
			}

			@GetMapping("/page")
			@SuppressWarnings("unchecked")
			String page(HttpSession session) {
				List<Visit> visits = (List<Visit>) session.getAttribute("visits");
				visits = (visits != null) ? visits : new ArrayList<>();
				visits.add(new Visit());
				if (this.mended && visits.size() > 20) {
					visits.remove(0);
				}
				session.setAttribute("visits", visits);
				return "ok";
			}

		}

		static class Visit {

			final byte[] page = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends SessionAttribute {

		}

	}

	/** W-D15: the value of a weak map holds its key, two objects away. */
	public static class WeakMapListener extends WiderCase {

		private final Map<Object, Runnable> onClose = java.util.Collections.synchronizedMap(new WeakHashMap<>());

		/** The case. */
		public WeakMapListener() {
			super("W-D15", Set.of("WEAK_KEY_HELD_BY_VALUE", "COLLECTION_GROWS"), "onClose", "Document");
		}

		@Override
		public void step(long index) {
			Document document = new Document();
			Closer closer = new Closer(isMended() ? null : document);
			this.onClose.put(document, closer::close);
		}

		static class Document {

			private final byte[] text = new byte[512];

		}

		static class Closer {

			private final @Nullable Document document;

			Closer(@Nullable Document document) {
				this.document = document;
			}

			void close() {
				Objects.requireNonNull(this.document).text[0]++;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends WeakMapListener {

		}

	}

	/** W-D16: a strong interner of whatever clients send. */
	public static class StrongInterner extends WiderCase {

		/** The case. */
		public StrongInterner() {
			super("W-D16", Set.of("COLLECTION_GROWS", "CACHE_UNBOUNDED"), "Names");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			Names.INTERNER.intern("name-" + (isMended() ? index % 40 : index));
		}

		static final class Names {

			private static final Interner<String> INTERNER = Interners.newStrongInterner();

		}

		/** The same with the fix. */
		public static final class Mended extends StrongInterner {

		}

	}

	/** W-D17: a multimap whose one key takes everything in. */
	public static class GrowingMultimap extends WiderCase {

		private final ListMultimap<String, Alarm> alarms = ArrayListMultimap.create();

		/** The case. */
		public GrowingMultimap() {
			super("W-D17", Set.of("COLLECTION_GROWS"), "alarms", "Alarm");
		}

		@Override
		public void step(long index) {
			this.alarms.put("door", new Alarm());
			if (isMended()) {
				this.alarms.removeAll("door");
			}
		}

		static class Alarm {

			final byte[] state = new byte[256];

		}

		/** The same with the fix. */
		public static final class Mended extends GrowingMultimap {

		}

	}

	/** W-D18: a sink that replays all it ever saw. */
	public static class ReplayAll extends WiderCase {

		private final Sinks.Many<Tick> ticks = isMended() ? Sinks.many().replay().limit(50)
				: Sinks.many().replay().all();

		/** The case. */
		public ReplayAll() {
			super("W-D18", Set.of("COLLECTION_GROWS", "QUEUE_GROWS", "HEAP_GROWS"), "Tick", "ticks");
		}

		@Override
		public void step(long index) {
			this.ticks.tryEmitNext(new Tick());
		}

		static class Tick {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends ReplayAll {

		}

	}

	/** W-D19: a sink with a buffer and nobody who reads from it. */
	public static class BufferWithoutReader extends WiderCase {

		private final Sinks.Many<Tick> ticks = Sinks.many().unicast().onBackpressureBuffer();

		/** The case. */
		public BufferWithoutReader() {
			super("W-D19", Set.of("QUEUE_GROWS", "COLLECTION_GROWS", "HEAP_GROWS"), "Tick", "ticks");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			if (isMended()) {
				this.ticks.asFlux().subscribe();
			}
		}

		@Override
		public void step(long index) {
			this.ticks.tryEmitNext(new Tick());
		}

		static class Tick {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends BufferWithoutReader {

		}

	}

	/** W-D20: a queue whose consumer has died. */
	public static class QueueWithoutConsumer extends WiderCase {

		private final java.util.Queue<AuditEvent> outbox = new java.util.concurrent.ConcurrentLinkedQueue<>();

		/** The case. */
		public QueueWithoutConsumer() {
			super("W-D20", Set.of("QUEUE_GROWS", "COLLECTION_GROWS"), "outbox");
		}

		@Override
		public void step(long index) {
			this.outbox.add(new AuditEvent());
			if (isMended()) {
				this.outbox.poll();
			}
		}

		static class AuditEvent {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends QueueWithoutConsumer {

		}

	}

	/**
	 * W-D21: a long-lived object stream remembers each object that it has written. Seen
	 * in zendesk/maxwell#202, keva-dev/keva#101.
	 */
	public static class ObjectStreamHandles extends WiderCase {

		private @Nullable ObjectOutputStream stream;

		/** The case. */
		public ObjectStreamHandles() {
			super("W-D21", Set.of("COLLECTION_GROWS", "HEAP_GROWS"), "Position", "ObjectOutputStream");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) throws IOException {
			this.stream = new ObjectOutputStream(OutputStream.nullOutputStream());
		}

		@Override
		public void step(long index) throws IOException {
			ObjectOutputStream stream = Objects.requireNonNull(this.stream);
			stream.writeObject(new Position());
			if (isMended()) {
				stream.reset();
			}
		}

		static class Position implements Serializable {

			private static final long serialVersionUID = 1;

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends ObjectStreamHandles {

		}

	}

	/**
	 * W-D22: deleteOnExit for each upload; the JVM remembers the names. Seen in
	 * netty/netty#10560, apache/iceberg#13738.
	 */
	public static class DeleteOnExit extends WiderCase {

		/** The case. */
		public DeleteOnExit() {
			super("W-D22", Set.of("REGISTRY_GROWS", "COLLECTION_GROWS", "HEAP_GROWS"), "DeleteOnExit", "deleteOnExit");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) throws IOException {
			Path upload = Files.createTempFile("leakbench-upload", ".tmp");
			if (!isMended()) {
				upload.toFile().deleteOnExit();
			}
			Files.delete(upload);
		}

		/** The same with the fix. */
		public static final class Mended extends DeleteOnExit {

		}

	}

	/** W-D23: a JDBC driver registered with each refresh. */
	public static class DriverRegistrations extends WiderCase {

		/** The case. */
		public DriverRegistrations() {
			super("W-D23", Set.of("REGISTRY_GROWS", "COLLECTION_GROWS", "LISTENER_NOT_REMOVED"), "AcmeDriver",
					"DriverManager");
		}

		@Override
		public void step(long index) throws SQLException {
			AcmeDriver driver = new AcmeDriver();
			DriverManager.registerDriver(driver);
			if (isMended()) {
				DriverManager.deregisterDriver(driver);
			}
		}

		static class AcmeDriver implements Driver {

			final byte[] settings = new byte[1024];

			@Override
			public @Nullable Connection connect(String url, Properties info) {
				return null;
			}

			@Override
			public boolean acceptsURL(String url) {
				return false;
			}

			@Override
			public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
				return new DriverPropertyInfo[0];
			}

			@Override
			public int getMajorVersion() {
				return 1;
			}

			@Override
			public int getMinorVersion() {
				return 0;
			}

			@Override
			public boolean jdbcCompliant() {
				return false;
			}

			@Override
			public Logger getParentLogger() {
				return Logger.getGlobal();
			}

		}

		/** The same with the fix. */
		public static final class Mended extends DriverRegistrations {

		}

	}

}
