package io.leakguard.bench.wider;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Maps that only ever take in.
 */
public final class Maps {

	private Maps() {
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

	/** W-B11: the future of a request whose reply got lost stays in the map. */
	public static class FutureNeverCompleted extends WiderCase {

		private final Map<String, CompletableFuture<byte[]>> replies = new ConcurrentHashMap<>();

		/** The case. */
		public FutureNeverCompleted() {
			super("W-B11", Set.of("COLLECTION_GROWS"), "replies");
		}

		@Override
		public void step(long index) {
			String correlation = "request-" + index;
			CompletableFuture<byte[]> reply = new CompletableFuture<>();
			this.replies.put(correlation, reply);
			reply.thenApply((bytes) -> bytes.length);
			if (isMended() || index % 2 == 0) {
				this.replies.remove(correlation);
			}
		}

		/** The same with the fix. */
		public static final class Mended extends FutureNeverCompleted {

		}

	}

}
