package io.leakguard.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for something that collections bring about. Asking for collections is right in a
 * test; the product never does it.
 */
final class Eventually {

	private static final long STEP_IN_MILLIS = 20;

	private Eventually() {
	}

	static boolean isTrue(BooleanSupplier condition, Duration within) {
		long deadline = System.nanoTime() + within.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() >= deadline) {
				return false;
			}
			System.gc();
			try {
				Thread.sleep(STEP_IN_MILLIS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return condition.getAsBoolean();
			}
		}
		return true;
	}

}
