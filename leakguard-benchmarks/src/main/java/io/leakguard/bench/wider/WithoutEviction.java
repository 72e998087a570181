package io.leakguard.bench.wider;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;

/**
 * What was meant to forget, and evicts nothing.
 */
public final class WithoutEviction {

	private WithoutEviction() {
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

			private final Map<String, byte[]> recent = Collections
				.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true));

			byte[] get(String image) {
				return this.recent.computeIfAbsent(image, (name) -> new byte[1024]);
			}

		}

		/** The same with the fix. */
		public static final class Mended extends LruWithoutEviction {

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

}
