package io.leakguard.bench.cases;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * H01: a bounded cache that warms up to its maximum.
 */
public class H01CacheWarmsUp extends HealthyCase {

	private final Cache<Long, byte[]> cache = Caffeine.newBuilder().maximumSize(1200).build();

	/** The healthy behaviour. */
	public H01CacheWarmsUp() {
		super("H01");
	}

	@Override
	public int stepsPerScan() {
		return 40;
	}

	@Override
	public void step(long index) {
		this.cache.put(index, new byte[5000]);
	}

}
