package io.leakguard.autoconfigure.holding;

import java.time.Duration;
import java.util.Set;

import io.leakguard.autoconfigure.Range;
import io.leakguard.holding.HoldingSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the walk over what beans hold.
 *
 * @param enabled Whether to walk from beans to the collections that they hold.
 * @param maxDepth How many fields away from a bean a collection may be.
 * @param maxVisits How many objects one pass may look at.
 * @param budget How long one scan may walk. A pass that takes longer goes on in the next
 * scan.
 * @param passEvery How many scans lie between the beginnings of two passes.
 * @param maxCollections How many collections are known at a time.
 * @param maxPopulations How many collections may be judged at a time.
 * @param minimumSize Size below which a collection is not judged.
 * @param excluded Comma-separated list of beginnings of class names that are not looked
 * into.
 * @param applicationPackages Comma-separated list of beginnings of class names that are
 * the application's own, if they look like those of a library.
 * @param statics Whether to look for static fields of classes that have no instances.
 * @param probeKeys Whether keys may be looked up in the maps that they are in, to find
 * keys that were changed. Calls the application's hashCode and equals methods.
 */
@ConfigurationProperties("leakguard.holding")
record HoldingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("6") int maxDepth,
		@DefaultValue("50000") int maxVisits, @DefaultValue("2ms") Duration budget, @DefaultValue("4") int passEvery,
		@DefaultValue("5000") int maxCollections, @DefaultValue("300") int maxPopulations,
		@DefaultValue("8") int minimumSize, @DefaultValue Set<String> excluded,
		@DefaultValue Set<String> applicationPackages, @DefaultValue("true") boolean statics,
		@DefaultValue("false") boolean probeKeys) {

	private static final Range<Integer> COUNT = Range.of(1, 1_000_000);

	HoldingProperties {
		Range.of(1, 20).check("holding.max-depth", maxDepth);
		COUNT.check("holding.max-visits", maxVisits);
		Range.of(Duration.ofMillis(1), Duration.ofSeconds(10)).check("holding.budget", budget);
		Range.of(1, 1000).check("holding.pass-every", passEvery);
		COUNT.check("holding.max-collections", maxCollections);
		COUNT.check("holding.max-populations", maxPopulations);
		COUNT.check("holding.minimum-size", minimumSize);
	}

	HoldingSettings settings(Set<String> packages) {
		return new HoldingSettings(this.maxDepth, this.maxVisits, this.budget, this.passEvery, this.maxCollections,
				this.maxPopulations, this.minimumSize, this.excluded, packages, this.statics, this.probeKeys);
	}

	/** That of a record takes milliseconds of the start when it is asked for first. */
	@Override
	public int hashCode() {
		return this.budget.hashCode();
	}

}
