package io.leakguard.bench.wider;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

import io.leakguard.bench.RequiresJava;

/**
 * Threads and workers that wait for ever.
 */
public final class Threads {

	private Threads() {
	}

	/** W-B03: a thread per request that waits for an answer that never comes. */
	public static class ThreadPerRequest extends WiderCase {

		/** The case. */
		public ThreadPerRequest() {
			super("W-B03", Set.of("THREADS_GROW"), "Notifier");
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) {
			new Notifier().send(index, isMended());
		}

		static class Notifier {

			private final CountDownLatch acknowledged = new CountDownLatch(1);

			void send(long id, boolean mended) {
				Thread thread = new Thread(this::awaitAcknowledgement, "notify-" + id);
				thread.setDaemon(true);
				thread.start();
				if (mended) {
					this.acknowledged.countDown();
				}
			}

			private void awaitAcknowledgement() {
				try {
					this.acknowledged.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends ThreadPerRequest {

		}

	}

	/** W-B14: permits that an error path does not give back; all workers hang at last. */
	public static class PermitsNotReleased extends WiderCase {

		private final Payments payments = new Payments();

		/** The case. */
		public PermitsNotReleased() {
			super("W-B14", Set.of("TASK_STUCK", "QUEUE_GROWS", "POOL_EXHAUSTED", "COLLECTION_GROWS"), "ayments");
		}

		@Override
		public void step(long index) {
			this.payments.submit(index, isMended());
		}

		static class Payments {

			private final Semaphore permits = new Semaphore(8);

			private final ExecutorService executor = Executors.newFixedThreadPool(4, (task) -> {
				Thread thread = new Thread(task, "payments");
				thread.setDaemon(true);
				return thread;
			});

			void submit(long index, boolean mended) {
				this.executor.execute(() -> pay(index, mended));
			}

			private void pay(long index, boolean mended) {
				this.permits.acquireUninterruptibly();
				if (mended || index % 4 != 0) {
					this.permits.release();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends PermitsNotReleased {

		}

	}

	/** W-B17: virtual threads that sleep through their time-out. */
	@RequiresJava(21)
	public static class VirtualSleepers extends WiderCase {

		/** The case. */
		public VirtualSleepers() {
			super("W-B17", Set.of("VIRTUAL_THREADS_STUCK"), "Timeouts");
		}

		@Override
		public void step(long index) throws Exception {
			new Timeouts().start(isMended());
		}

		static class Timeouts {

			void start(boolean mended) throws Exception {
				Runnable timeout = () -> LockSupport.parkNanos(mended ? 1_000_000 : Long.MAX_VALUE);
				Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, timeout);
			}

		}

		/** The same with the fix. */
		@RequiresJava(21)
		public static final class Mended extends VirtualSleepers {

		}

	}

}
