package io.leakguard.bench.wider;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Healthy: bursts, retries and pools that are shut down.
 */
public final class HealthyExecutors {

	private HealthyExecutors() {
	}

	private static ExecutorService daemon(String name) {
		return Executors.newSingleThreadExecutor((task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
	}

	/** W-H07: bursts that fill a queue, which then drains. */
	public static final class BurstsDrain extends WiderCase {

		private final ExecutorService executor = daemon("mails");

		/** The case. */
		public BurstsDrain() {
			super("W-H07");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			if (index % 20 == 0) {
				for (int i = 0; i < 150 + index; i++) {
					byte[] mail = new byte[2048];
					this.executor.execute(() -> {
						mail[0]++;
						LockSupport.parkNanos(25_000_000);
					});
				}
			}
		}

	}

	/** W-H08: failed calls that are tried again, after longer and longer pauses. */
	public static final class Retries extends WiderCase {

		private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1, (task) -> {
			Thread thread = new Thread(task, "retry");
			thread.setDaemon(true);
			return thread;
		});

		/** The case. */
		public Retries() {
			super("W-H08");
		}

		@Override
		public void step(long index) {
			retry(new byte[1024], 250);
		}

		private void retry(byte[] call, long delay) {
			if (delay <= 4000) {
				this.scheduler.schedule(() -> retry(call, delay * 2), delay, TimeUnit.MILLISECONDS);
			}
		}

	}

	/** W-H09: a pool of its own per report, shut down at its end. */
	public static final class PoolPerReportShutDown extends WiderCase {

		/** The case. */
		public PoolPerReportShutDown() {
			super("W-H09");
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) {
			ExecutorService executor = Executors.newFixedThreadPool(4);
			for (int i = 0; i < 4; i++) {
				executor.execute(() -> LockSupport.parkNanos(400_000_000));
			}
			executor.shutdown();
		}

	}

}
