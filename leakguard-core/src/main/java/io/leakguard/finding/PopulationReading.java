package io.leakguard.finding;

import io.leakguard.detection.Trend;
import io.leakguard.population.LeftOut;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A population as it stands in the report.
 *
 * @param name the name
 * @param unit what it is counted in
 * @param count how many there are
 * @param baseline how many there were when the application had settled
 * @param bound the declared bound, if there is one
 * @param limit the count at which the process fails, if there is one
 * @param holder the path that holds it, if known
 * @param trend which way it goes
 * @param leftOut what of it is not judged for itself, because there are too many groups
 */
public record PopulationReading(String name, Unit unit, long count, long baseline, @Nullable Long bound,
		@Nullable Long limit, @Nullable String holder, Trend trend, LeftOut leftOut) {

}
