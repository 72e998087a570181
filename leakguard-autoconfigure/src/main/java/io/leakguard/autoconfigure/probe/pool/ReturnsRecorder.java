package io.leakguard.autoconfigure.probe.pool;

import java.util.concurrent.atomic.LongAdder;

import reactor.pool.PoolMetricsRecorder;

/**
 * Takes the place of the metrics recorder of a pool, passes everything on and counts what
 * comes back: each release is followed by either reuse or destruction. Thread-safe.
 */
final class ReturnsRecorder implements PoolMetricsRecorder {

	private final PoolMetricsRecorder delegate;

	private final LongAdder returned = new LongAdder();

	ReturnsRecorder(PoolMetricsRecorder delegate) {
		this.delegate = delegate;
	}

	PoolMetricsRecorder delegate() {
		return this.delegate;
	}

	/**
	 * Return how many have come back or were given up so far, those included that were
	 * not out when they were given up.
	 * @return the number
	 */
	long returned() {
		return this.returned.sum();
	}

	@Override
	public void recordRecycled() {
		this.returned.increment();
		this.delegate.recordRecycled();
	}

	@Override
	public void recordLifetimeDuration(long millis) {
		this.returned.increment();
		this.delegate.recordLifetimeDuration(millis);
	}

	@Override
	public void recordAllocationSuccessAndLatency(long millis) {
		this.delegate.recordAllocationSuccessAndLatency(millis);
	}

	@Override
	public void recordAllocationFailureAndLatency(long millis) {
		this.delegate.recordAllocationFailureAndLatency(millis);
	}

	@Override
	public void recordResetLatency(long millis) {
		this.delegate.recordResetLatency(millis);
	}

	@Override
	public void recordDestroyLatency(long millis) {
		this.delegate.recordDestroyLatency(millis);
	}

	@Override
	public void recordIdleTime(long millis) {
		this.delegate.recordIdleTime(millis);
	}

	@Override
	public void recordSlowPath() {
		this.delegate.recordSlowPath();
	}

	@Override
	public void recordFastPath() {
		this.delegate.recordFastPath();
	}

	@Override
	public void recordPendingSuccessAndLatency(long millis) {
		this.delegate.recordPendingSuccessAndLatency(millis);
	}

	@Override
	public void recordPendingFailureAndLatency(long millis) {
		this.delegate.recordPendingFailureAndLatency(millis);
	}

}
