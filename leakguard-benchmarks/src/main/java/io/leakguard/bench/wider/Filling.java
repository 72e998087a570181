package io.leakguard.bench.wider;

import java.time.Duration;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Healthy populations that are still filling when one stops looking: what is kept has a
 * bound, or expires, that no series of numbers can tell of.
 */
public final class Filling {

	private Filling() {
	}

	/** What is kept. */
	static final class Customer {

		final byte[] portrait = new byte[2048];

	}

	/** Keeps a new customer in each step. */
	abstract static class FillingCase extends WiderCase {

		private final Cache<UUID, Customer> customers;

		FillingCase(String id, Cache<UUID, Customer> customers) {
			super(id);
			this.customers = customers;
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.customers.put(new UUID(7, index), new Customer());
		}

	}

	/** W-H21: a cache with a maximum that takes hours to be reached. */
	public static final class LargeCache extends FillingCase {

		/** The case. */
		public LargeCache() {
			super("W-H21", Caffeine.newBuilder().maximumSize(100_000).build());
		}

	}

	/** W-H22: a cache without a maximum whose entries expire after a quarter. */
	public static final class ExpiringCache extends FillingCase {

		/** The case. */
		public ExpiringCache() {
			super("W-H22", Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(15)).build());
		}

	}

}
