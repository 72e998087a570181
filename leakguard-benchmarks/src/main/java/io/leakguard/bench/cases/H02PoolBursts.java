package io.leakguard.bench.cases;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * H02: a thread pool that grows in bursts and shrinks when idle.
 */
public class H02PoolBursts extends HealthyCase {

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(2, 40, 2, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new CallerRunsPolicy());

	/** The healthy behaviour. */
	public H02PoolBursts() {
		super("H02");
	}

	@Override
	public int stepsPerScan() {
		return 1;
	}

	@Override
	public void step(long index) {
		if (index % 8 == 0) {
			long burst = Math.min(40, 8 + index);
			for (int i = 0; i < burst; i++) {
				this.executor.execute(() -> LockSupport.parkNanos(300_000_000));
			}
		}
	}

}
