package io.leakguard.detection;

import java.time.Duration;
import java.time.Instant;

import io.leakguard.history.History;
import io.leakguard.population.Kind.Family;
import io.leakguard.population.Population;

/**
 * What a population may hold, however it got there: as many as its bound says, and as
 * long as its first members have not had the time to expire, as many as come. Immutable.
 */
final class Allowance {

	private final DetectionSettings settings;

	Allowance(DetectionSettings settings) {
		this.settings = settings;
	}

	boolean isWithinBound(Population population) {
		Long bound = population.bound();
		return bound != null
				&& population.count() <= bound * (1 + this.settings.boundMargin()) + this.settings.boundSlack();
	}

	/**
	 * Return whether members that came when a rise began may all still be there.
	 * @param population the population
	 * @param begin when the rise began
	 * @param now the time of the scan
	 * @return whether they have not had the time to expire
	 */
	boolean mayStillFill(Population population, Instant begin, Instant now) {
		Duration lifetime = population.lifetime();
		Duration longest = this.settings.longestLifetime();
		return lifetime != null && begin.plus((lifetime.compareTo(longest) < 0) ? lifetime : longest).isAfter(now);
	}

	/**
	 * Return whether a population may become more for a reason that the probe knows.
	 * Collections that are shown only are bounded in a way that cannot be counted, such
	 * as by weight.
	 */
	boolean covers(Population population, History history, Instant now) {
		return isWithinBound(population) || mayStillFill(population, history.start(), now)
				|| (!population.isTrended() && population.kind().family() == Family.COLLECTIONS);
	}

}
