package io.leakguard.autoconfigure.probe.http;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A pool that is at its bound while somebody waits, for several scans running.
 */
final class Exhaustion {

	/** A burst is over by then. */
	private static final int SCANS = 4;

	private @Nullable Instant since;

	private int scans;

	@Nullable Fact look(Instant now, long leased, long max, long pending, Culprit culprit) {
		if (leased < max || pending == 0) {
			this.since = null;
			this.scans = 0;
			return null;
		}
		if (this.since == null) {
			this.since = now;
		}
		this.scans++;
		if (this.scans < SCANS) {
			return null;
		}
		return new Fact(Kind.POOL_EXHAUSTED, culprit, leased, false, this.since,
				"all " + max + " connections have been out for " + Duration.between(this.since, now).toSeconds()
						+ " s while " + pending + " requests wait",
				max);
	}

}
