package io.leakguard.population;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a population from growing without end, as far as it is known. Immutable.
 *
 * @param bound the declared bound, below which it is healthy
 * @param limit the count at which the process or the resource fails
 * @param lifetime how long a member stays at most
 */
record Ceiling(@Nullable Long bound, @Nullable Long limit, @Nullable Duration lifetime) {

	static final Ceiling NONE = new Ceiling(null, null, null);

	Ceiling {
		// libraries say "none" in many ways
		bound = (bound != null && bound >= 0) ? bound : null;
		limit = (limit != null && limit >= 0) ? limit : null;
		lifetime = (lifetime != null && !lifetime.isNegative() && !lifetime.isZero()) ? lifetime : null;
	}

	Ceiling withBound(@Nullable Long bound) {
		return new Ceiling(bound, this.limit, this.lifetime);
	}

	Ceiling withLimit(@Nullable Long limit) {
		return new Ceiling(this.bound, limit, this.lifetime);
	}

	Ceiling withLifetime(@Nullable Duration lifetime) {
		return new Ceiling(this.bound, this.limit, lifetime);
	}

}
