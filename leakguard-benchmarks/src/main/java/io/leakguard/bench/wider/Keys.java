package io.leakguard.bench.wider;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keys that are never found again, and those that their own values hold.
 */
public final class Keys {

	private Keys() {
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

	/** W-D15: the value of a weak map holds its key, two objects away. */
	public static class WeakMapListener extends WiderCase {

		private final Map<Object, Runnable> onClose = Collections.synchronizedMap(new WeakHashMap<>());

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

}
