package io.leakguard.bench.cases;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * D02: keys changed after they were put into a bounded cache.
 */
public class D02MutatedKey extends TwinCase {

	private final Cache<Key, byte[]> cache = Caffeine.newBuilder().maximumSize(100).build();

	/** The leak. */
	public D02MutatedKey() {
		this(false);
	}

	D02MutatedKey(boolean mended) {
		super("D02", mended, Set.of("KEY_MUTATED"), "Key");
	}

	@Override
	public int stepsPerScan() {
		return 20;
	}

	@Override
	public void step(long index) {
		Key key = new Key((int) index);
		this.cache.put(key, new byte[256]);
		if (!isMended()) {
			key.value = (int) -index;
		}
	}

	static class Key {

		private int value;

		Key(int value) {
			this.value = value;
		}

		@Override
		public int hashCode() {
			return this.value;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Key key && key.value == this.value;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends D02MutatedKey {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
