package io.leakguard.autoconfigure.probe.http;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A pool that is at its bound while somebody waits, for several scans running. Who waits
 * for a short time only is seen by one scan in some: then the pool must have been full
 * for longer.
 */
final class Exhaustion {

	/** A burst is over by then. */
	private static final int SCANS = 4;

	private @Nullable Instant since;

	private int scans;

	private int waited;

	@Nullable Fact look(Instant now, long leased, long max, long pending, Culprit culprit) {
		if (leased < max || (pending == 0 && this.waited == 0)) {
			this.since = null;
			this.scans = 0;
			this.waited = 0;
			return null;
		}
		if (this.since == null) {
			this.since = now;
		}
		this.scans++;
		this.waited += (pending > 0) ? 1 : 0;
		if (this.waited < SCANS && this.scans < 2 * SCANS) {
			return null;
		}
		return new Fact(Kind.POOL_EXHAUSTED, culprit, leased, false, this.since,
				"all " + max + " connections have been out for " + Duration.between(this.since, now).toSeconds()
						+ " s while " + ((pending > 0) ? pending + " requests wait" : "requests wait now and then"),
				max);
	}

}
