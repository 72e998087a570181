package io.leakguard.tracking;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;

/**
 * An executor with one thread that is tracked.
 */
abstract class AbstractExecutorTests {

	final Scans scans = new Scans();

	final Tracking tracking = this.scans.tracking;

	final ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(100));

	final TrackedExecutorService executor = this.tracking.wrap(this.pool, "mail");

	final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.release.countDown();
		this.pool.shutdownNow();
	}

	void block() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		this.executor.execute(() -> {
			running.countDown();
			await(this.release);
		});
		running.await();
	}

	static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
