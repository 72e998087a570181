package io.leakguard.process;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Measures how much of a processor a thread of this process gets. On a machine that is
 * overloaded, or in a container that is throttled, whatever stops the application stops
 * it for as many times longer. Keeps the calling thread busy for a tenth of a second.
 */
public final class CpuShare {

	/** Long enough for the scheduler to give others their turn some times. */
	private static final long NANOS = 100_000_000;

	private CpuShare() {
	}

	/**
	 * Measure.
	 * @return a share between 0.01 and 1; 1 if this JVM cannot tell
	 */
	public static double measure() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		if (!threads.isCurrentThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
			return 1;
		}
		long begin = System.nanoTime();
		long used = threads.getCurrentThreadCpuTime();
		while (System.nanoTime() - begin < NANOS) {
			Thread.onSpinWait();
		}
		long wall = System.nanoTime() - begin;
		double share = (double) (threads.getCurrentThreadCpuTime() - used) / wall;
		return Math.min(1, Math.max(0.01, share));
	}

}
