package io.leakguard.tracking;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What was collected while it was open, told once it has stood for a whole scan: a thing
 * may be collected a little before its handle is closed, and the close takes it back. It
 * is told for as long as it may go on ({@link Recurrence}).
 */
final class Unclosed {

	private long seen;

	private long settled;

	private long base;

	private long first;

	private long last;

	private @Nullable String site;

	/**
	 * Look again.
	 * @param now the time
	 * @param collected how many were collected while open so far
	 * @return how many of them are to be told
	 */
	long observe(long now, long collected) {
		long stood = Math.min(this.seen, collected);
		this.seen = collected;
		if (stood > this.settled) {
			if (this.settled == this.base) {
				this.first = now;
			}
			this.last = now;
			this.settled = stood;
		}
		else if (stood < this.settled) {
			this.settled = stood;
			this.base = Math.min(this.base, stood);
		}
		long count = this.settled - this.base;
		if (count > 0
				&& now - this.last > Recurrence.patience(count, Duration.ofMillis(this.last - this.first)).toMillis()) {
			this.base = this.settled;
			this.site = null;
			return 0;
		}
		return count;
	}

	/**
	 * Return when the first that is told was seen.
	 * @return the time
	 */
	Instant since() {
		return Instant.ofEpochMilli(this.first);
	}

	/**
	 * Return the site that stands for all of them: the first that was known, because a
	 * finding must not change its identity.
	 * @param candidate the site that is most likely now
	 * @return the site
	 */
	@Nullable String site(@Nullable String candidate) {
		if (this.site == null) {
			this.site = candidate;
		}
		return this.site;
	}

}
