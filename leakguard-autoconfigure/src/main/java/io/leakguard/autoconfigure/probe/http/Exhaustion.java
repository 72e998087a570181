package io.leakguard.autoconfigure.probe.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A pool or route that is at its bound while somebody waits and no connection comes back,
 * for several scans running. That somebody waits at each look is true of a busy pool as
 * well; that the same uses of the same connections are out is not. Who waits for a short
 * time only is seen by one scan in some: then the pool must have stood still for longer.
 */
final class Exhaustion {

	/** A burst is over by then. */
	private static final int SCANS = 4;

	private @Nullable Set<?> out;

	private @Nullable Instant since;

	private int scans;

	private int waited;

	/**
	 * Look at a pool or route that is at its bound.
	 * @param now the time of the scan
	 * @param out what is out, {@code null} if the pool does not tell
	 * @param max how many there may be
	 * @param pending how many requests wait
	 * @param culprit the pool
	 * @return the fact or {@code null} if nothing is proved
	 */
	@Nullable Fact look(Instant now, @Nullable Set<?> out, long max, long pending, Culprit culprit) {
		boolean still = out != null && out.equals(this.out);
		this.out = out;
		if (!still) {
			this.since = null;
			this.scans = 0;
			this.waited = 0;
		}
		if (out == null || (pending == 0 && this.waited == 0)) {
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
		return new Fact(Kind.POOL_EXHAUSTED, culprit, out.size(), false, this.since,
				"all " + max + " connections are out and none of them has come back for "
						+ Duration.between(this.since, now).toSeconds() + " s while "
						+ ((pending > 0) ? pending + " requests wait" : "requests wait now and then"),
				max);
	}

}
