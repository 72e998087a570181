package io.leakguard.bench.cases;

import java.util.ArrayList;
import java.util.List;

/**
 * H05: a batch job with a saw-tooth heap.
 */
public class H05BatchSawTooth extends HealthyCase {

	private long written;

	/** The healthy behaviour. */
	public H05BatchSawTooth() {
		super("H05");
	}

	@Override
	public int stepsPerScan() {
		return 1;
	}

	@Override
	public boolean collectBetweenScans() {
		return false;
	}

	@Override
	public void step(long index) {
		List<byte[]> rows = new ArrayList<>();
		for (int i = 0; i < 150; i++) {
			rows.add(new byte[1 << 20]);
		}
		this.written += rows.size();
	}

}
