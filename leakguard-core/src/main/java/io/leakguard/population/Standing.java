package io.leakguard.population;

/**
 * What a count is worth: whether it is new, what its growth would mean, and what of it is
 * judged. Immutable.
 *
 * @param fresh whether it was measured since the last scan
 * @param begunAnew whether earlier counts say nothing about it
 * @param trended whether growth is judged
 * @param judgedByGroups whether only the groups are judged
 * @param hint whether growth is told only once somebody is named
 */
record Standing(boolean fresh, boolean begunAnew, boolean trended, boolean judgedByGroups, boolean hint) {

	/** A new count whose growth means something. */
	static final Standing USUAL = new Standing(true, false, true, false, false);

	Standing stale() {
		return new Standing(false, this.begunAnew, this.trended, this.judgedByGroups, this.hint);
	}

	Standing asOfEarlier() {
		return new Standing(false, false, this.trended, this.judgedByGroups, this.hint);
	}

	Standing anew() {
		return new Standing(this.fresh, true, this.trended, this.judgedByGroups, this.hint);
	}

	Standing shownOnly() {
		return new Standing(this.fresh, this.begunAnew, false, this.judgedByGroups, this.hint);
	}

	Standing byGroups() {
		return new Standing(this.fresh, this.begunAnew, this.trended, true, this.hint);
	}

	Standing asHint() {
		return new Standing(this.fresh, this.begunAnew, this.trended, this.judgedByGroups, true);
	}

}
