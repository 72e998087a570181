package io.leakguard.population;

/**
 * What of a population is not judged for itself, because there are too many groups. It is
 * in the count, and grows unseen as long as the population as a whole does not show it.
 *
 * @param groups how many groups were counted and are not judged, the smallest ones
 * @param members how many members these have
 * @param together how many members are in one group for all that came when there was no
 * room for another; their own groups are not known
 */
public record LeftOut(int groups, long members, long together) {

	/** Nothing is left out. */
	public static final LeftOut NOTHING = new LeftOut(0, 0, 0);

	/**
	 * Return whether all groups are judged.
	 * @return whether nothing is left out
	 */
	public boolean isNothing() {
		return this.groups == 0 && this.together == 0;
	}

}
