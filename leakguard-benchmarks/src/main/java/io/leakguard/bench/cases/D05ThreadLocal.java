package io.leakguard.bench.cases;

import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * D05: a thread local per object, set in pooled threads and never removed.
 */
public class D05ThreadLocal extends TwinCase {

	private final ExecutorService pool = Executors.newFixedThreadPool(2);

	/** The leak. */
	public D05ThreadLocal() {
		this(false);
	}

	D05ThreadLocal(boolean mended) {
		super("D05", mended, Set.of("THREAD_LOCAL_NOT_REMOVED"), "Ctx");
	}

	@Override
	public void step(long index) throws Exception {
		Ctx context = new Ctx();
		this.pool.submit(() -> {
			context.buffer.set(new Buffer(context));
			if (isMended()) {
				context.buffer.remove();
			}
		}).get();
	}

	/**
	 * Refers to its owner, as a parser or a session does: so the entry is never stale.
	 */
	static class Buffer {

		final byte[] bytes = new byte[20_000];

		final Ctx owner;

		Buffer(Ctx owner) {
			this.owner = owner;
		}

	}

	static class Ctx {

		final ThreadLocal<Buffer> buffer = new ThreadLocal<>();

	}

	/** The same with the fix. */
	public static final class Mended extends D05ThreadLocal {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
