package io.leakguard.scan;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Decides when the application has settled: it is ready, and class loading has come to
 * rest (less than one class in a hundred over four scans, because what an application
 * does for the first time loads classes) or has had time enough.
 */
final class Settling {

	private static final int SCANS = 4;

	/**
	 * Whoever is not ready after so long is at work: in a runner that does not return,
	 * such as a main loop or a batch job.
	 */
	private static final Duration LONGEST_START = Duration.ofMinutes(5);

	private final LongSupplier loadedClasses;

	private final int warmUpScans;

	private final long[] recent = new long[SCANS];

	private int scansSinceReady;

	private @Nullable Instant began;

	private @Nullable Instant settledAt;

	Settling(LongSupplier loadedClasses, int warmUpScans) {
		this.loadedClasses = loadedClasses;
		this.warmUpScans = warmUpScans;
	}

	/** Return whether the application has settled in this very scan. */
	boolean scan(boolean ready, Instant now) {
		this.began = (this.began != null) ? this.began : now;
		boolean started = ready || Duration.between(this.began, now).compareTo(LONGEST_START) >= 0;
		if (!started || this.settledAt != null) {
			return false;
		}
		long loaded = this.loadedClasses.getAsLong();
		int slot = this.scansSinceReady % SCANS;
		long earlier = this.recent[slot];
		this.recent[slot] = loaded;
		this.scansSinceReady++;
		boolean calm = this.scansSinceReady > SCANS && loaded - earlier < Math.max(20, loaded / 100);
		if (calm || this.scansSinceReady >= this.warmUpScans) {
			this.settledAt = now;
			return true;
		}
		return false;
	}

	boolean isSettled() {
		return this.settledAt != null;
	}

	Duration settledFor(Instant now) {
		if (this.settledAt == null) {
			return Duration.ZERO;
		}
		Duration since = Duration.between(this.settledAt, now);
		return since.isZero() ? Duration.ofMillis(1) : since;
	}

}
