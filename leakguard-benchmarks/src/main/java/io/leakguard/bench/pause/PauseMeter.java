package io.leakguard.bench.pause;

import java.util.concurrent.locks.LockSupport;

/**
 * Sleeps a millisecond again and again and notes the longest time it slept: whatever
 * stops the process, or keeps a thread from running, shows.
 */
final class PauseMeter extends Thread {

	private volatile long longest;

	PauseMeter() {
		super("pause-meter");
		setDaemon(true);
		setPriority(Thread.MAX_PRIORITY);
	}

	@Override
	public void run() {
		long last = System.nanoTime();
		while (!isInterrupted()) {
			LockSupport.parkNanos(1_000_000);
			long now = System.nanoTime();
			this.longest = Math.max(this.longest, now - last);
			last = now;
		}
	}

	/** Return the longest time since the last call, in milliseconds. */
	long takeLongest() {
		long nanos = this.longest;
		this.longest = 0;
		return nanos / 1_000_000;
	}

}
