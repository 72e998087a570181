package io.leakguard.population;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The groups of a population that are kept, the largest first, and what is left out
 * because of them. Immutable.
 *
 * @param groups the groups
 * @param leftOut what is not judged for itself
 */
record LargestGroups(List<Group> groups, LeftOut leftOut) {

	private static final LargestGroups NONE = new LargestGroups(List.of(), LeftOut.NOTHING);

	/**
	 * Choose the largest.
	 * @param population the name of the population
	 * @param groups all groups
	 * @param max how many are kept
	 * @param together how many members a probe counts as one group, for want of room
	 * @return the largest
	 * @throws NonsenseException if one of them was counted as what cannot be
	 */
	static LargestGroups of(String population, List<Group> groups, int max, long together) {
		if (groups.isEmpty()) {
			return NONE;
		}
		List<Group> sorted = new ArrayList<>(groups);
		sorted.sort(Comparator.comparingLong(Group::count).reversed());
		List<Group> kept = sorted.subList(0, Math.min(max, sorted.size()));
		for (Group group : kept) {
			NonsenseException.unlessPossible(population + "[" + group.key() + "]", group.count());
		}
		List<Group> others = sorted.subList(kept.size(), sorted.size());
		LeftOut leftOut = (others.isEmpty() && together == 0) ? LeftOut.NOTHING
				: new LeftOut(others.size(), others.stream().mapToLong(Group::count).sum(), together);
		return new LargestGroups(List.copyOf(kept), leftOut);
	}

}
