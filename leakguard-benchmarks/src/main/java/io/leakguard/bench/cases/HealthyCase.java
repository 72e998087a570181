package io.leakguard.bench.cases;

import io.leakguard.bench.LeakCase;

/**
 * A behaviour that looks like a leak to a naive rule and is none.
 */
abstract class HealthyCase implements LeakCase {

	private final String id;

	HealthyCase(String id) {
		this.id = id;
	}

	@Override
	public final String id() {
		return this.id;
	}

	@Override
	public final Expectation expectation() {
		return Expectation.healthy();
	}

}
