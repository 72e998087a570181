package io.leakguard.population;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that is set once, when the class is loaded, and then runs with
 * {@link System#nanoTime()}. A wall clock that somebody sets back would make growth run
 * backwards and blind every series until it has caught up; set forward, it would make an
 * hour of a second. The price is that after such a step the times in a report are those
 * of the old setting. Thread-safe; costs two reads of a counter.
 */
public final class SteadyClock extends Clock {

	private static final Instant ORIGIN = Instant.now();

	private static final long ORIGIN_NANOS = System.nanoTime();

	private final ZoneId zone;

	/**
	 * Create a clock in UTC. All of them show the same time.
	 */
	public SteadyClock() {
		this(ZoneOffset.UTC);
	}

	private SteadyClock(ZoneId zone) {
		this.zone = zone;
	}

	@Override
	public Instant instant() {
		return ORIGIN.plus(Duration.ofNanos(System.nanoTime() - ORIGIN_NANOS));
	}

	@Override
	public ZoneId getZone() {
		return this.zone;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return new SteadyClock(zone);
	}

}
