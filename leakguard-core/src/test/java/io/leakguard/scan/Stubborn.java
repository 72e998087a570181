package io.leakguard.scan;

import java.util.concurrent.CountDownLatch;

/**
 * Waits as a hung system call does, which does not care about interrupts.
 */
final class Stubborn {

	private Stubborn() {
	}

	static void await(CountDownLatch latch) {
		while (true) {
			try {
				latch.await();
				return;
			}
			catch (InterruptedException ex) {
				// goes on waiting
			}
		}
	}

}
