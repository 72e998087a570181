package io.leakguard.bench.cases;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * H13: buffers per thread in a growing pool.
 */
public class H13BuffersPerThread extends HealthyCase {

	static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[1 << 20]);

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, 30, 60, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new CallerRunsPolicy());

	/** The healthy behaviour. */
	public H13BuffersPerThread() {
		super("H13");
	}

	@Override
	public int stepsPerScan() {
		return 1;
	}

	@Override
	public void step(long index) {
		if (index % 6 == 0) {
			long load = Math.min(46, 10 + index);
			for (int i = 0; i < load; i++) {
				this.executor.execute(() -> {
					BUFFER.get()[0]++;
					LockSupport.parkNanos(100_000_000);
				});
			}
		}
	}

}
