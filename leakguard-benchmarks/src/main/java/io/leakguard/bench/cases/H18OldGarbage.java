package io.leakguard.bench.cases;

/**
 * H18: garbage in the old generation that only a mixed or full collection frees.
 */
public class H18OldGarbage extends HealthyCase {

	private final Object[] ring = new Object[200_000];

	/** The healthy behaviour. */
	public H18OldGarbage() {
		super("H18");
	}

	@Override
	public int stepsPerScan() {
		return 20;
	}

	@Override
	public boolean collectBetweenScans() {
		return false;
	}

	@Override
	public void step(long index) {
		for (long i = index * 2000; i < (index + 1) * 2000; i++) {
			this.ring[(int) (i % this.ring.length)] = new byte[200];
		}
	}

}
