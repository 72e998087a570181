package io.leakguard.bench.cases;

import java.lang.ref.Cleaner;
import java.util.Set;

/**
 * E02: a cleaning action that refers to the object it waits for.
 */
public class E02CleanerCapturesThis extends TwinCase {

	/** The leak. */
	public E02CleanerCapturesThis() {
		this(false);
	}

	E02CleanerCapturesThis(boolean mended) {
		super("E02", mended, Set.of("CLEANER_HOLDS_REFERENT"), "Res");
	}

	@Override
	public int stepsPerScan() {
		return 10;
	}

	@Override
	public void step(long index) {
		new Res(index, isMended());
	}

	static class Res {

		static final Cleaner CLEANER = Cleaner.create();

		static long freed;

		final byte[] state = new byte[1024];

		private final long handle;

		Res(long handle, boolean mended) {
			this.handle = handle;
			if (mended) {
				CLEANER.register(this, () -> free(handle));
			}
			else {
				CLEANER.register(this, () -> free(this.handle));
			}
		}

		static void free(long handle) {
			freed += handle;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends E02CleanerCapturesThis {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
