package io.leakguard.bench.cases;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * H16: a bounded queue that fills up to its capacity.
 */
public class H16BoundedQueueFills extends HealthyCase {

	private final BlockingQueue<byte[]> events = new ArrayBlockingQueue<>(1500);

	/** The healthy behaviour. */
	public H16BoundedQueueFills() {
		super("H16");
	}

	@Override
	public int stepsPerScan() {
		return 50;
	}

	@Override
	public void step(long index) {
		byte[] event = new byte[2000];
		if (!this.events.offer(event)) {
			this.events.poll();
			this.events.offer(event);
		}
	}

}
