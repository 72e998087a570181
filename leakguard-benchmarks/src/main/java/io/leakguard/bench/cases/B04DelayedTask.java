package io.leakguard.bench.cases;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * B04: a delayed task that outlives its cancelled future.
 */
public class B04DelayedTask extends TwinCase {

	/** The leak. */
	public B04DelayedTask() {
		this(false);
	}

	B04DelayedTask(boolean mended) {
		super("B04", mended, Set.of("DELAYED_TASK_RETAINED"), "Poller");
	}

	@Override
	public int stepsPerScan() {
		return 20;
	}

	@Override
	public void step(long index) {
		new Poller().poll(new byte[256], isMended());
	}

	static class Poller {

		void poll(byte[] payload, boolean mended) {
			if (mended) {
				CompletableFuture.runAsync(() -> payload[0]++).cancel(true);
				return;
			}
			CompletableFuture<Void> future = CompletableFuture.runAsync(() -> payload[0]++,
					CompletableFuture.delayedExecutor(1, TimeUnit.HOURS));
			future.cancel(true);
		}

	}

	/** The same with the fix. */
	public static final class Mended extends B04DelayedTask {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
