package io.leakguard.bench.wider;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;

/**
 * Healthy: what is bounded by size, age, weight or reachability.
 */
public final class HealthyBounds {

	private HealthyBounds() {
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

}
