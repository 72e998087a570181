package io.leakguard.population;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a population beside its numbers. It is collected while a probe counts;
 * what a population keeps does not change any more.
 *
 * @param signs what speaks for a leak beside the count
 * @param facts what is known without a trend
 * @param origins the stacks that made the members of a group, by its key
 * @param notes what a closer look at a group has told, by its key
 */
record Clues(Set<Sign> signs, List<Fact> facts, Map<String, List<Origin>> origins, Map<String, String> notes) {

	/** Nothing yet, to be added to. */
	static Clues none() {
		return new Clues(EnumSet.noneOf(Sign.class), new ArrayList<>(), new HashMap<>(), new HashMap<>());
	}

	/** What has been added so far, immutable. */
	Clues asOfNow() {
		return new Clues(Set.copyOf(this.signs), List.copyOf(this.facts), Map.copyOf(this.origins),
				Map.copyOf(this.notes));
	}

}
