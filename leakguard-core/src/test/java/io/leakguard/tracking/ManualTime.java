package io.leakguard.tracking;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. */
final class ManualTime implements InstantSource {

	private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

	@Override
	public Instant instant() {
		return this.now;
	}

	void pass(Duration duration) {
		this.now = this.now.plus(duration);
	}

}
