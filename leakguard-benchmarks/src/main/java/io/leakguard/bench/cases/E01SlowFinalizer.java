package io.leakguard.bench.cases;

import java.util.Set;

/**
 * E01: a slow finalizer; the queue grows.
 */
public class E01SlowFinalizer extends TwinCase {

	/** The leak. */
	public E01SlowFinalizer() {
		this(false);
	}

	E01SlowFinalizer(boolean mended) {
		super("E01", mended, Set.of("FINALIZER_BACKLOG"), "Conn");
	}

	@Override
	public int stepsPerScan() {
		return 40;
	}

	@Override
	public void step(long index) {
		Conn conn = new Conn(isMended());
		conn.state[0]++;
	}

	static class Conn {

		final byte[] state = new byte[1024];

		private final boolean quick;

		Conn(boolean quick) {
			this.quick = quick;
		}

		@Override
		@SuppressWarnings({ "deprecation", "removal" })
		protected void finalize() throws InterruptedException {
			if (!this.quick) {
				Thread.sleep(20);
			}
		}

	}

	/** The same with the fix. */
	public static final class Mended extends E01SlowFinalizer {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
