package io.leakguard.autoconfigure.probe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Population;

/**
 * Counts the members of a registry by what they are and notices whether they leave. A
 * registry of more than a few thousand members is read in every n-th scan only, so that
 * the cost of a scan stays the same. For one thread.
 *
 * @param <T> the type of the members
 */
public final class Roll<T> {

	/** About a tenth of a millisecond. */
	private static final int MEMBERS_PER_SCAN = 4000;

	/** Beyond this, further groups are not watched for turnover. */
	private static final int WATCHED_GROUPS = 64;

	/** A group of fewer members is counted, but not watched. */
	private static final int WATCHED_SIZE = 4;

	private final Function<? super T, Culprit> culprit;

	private final int worthAGroup;

	private final Map<String, Turnover> turnovers = new HashMap<>();

	private List<Group> groups = List.of();

	private long credit;

	/**
	 * Create a roll.
	 * @param culprit who made a member, the same in every scan; one group each
	 */
	public Roll(Function<? super T, Culprit> culprit) {
		this(culprit, 1);
	}

	/**
	 * Create a roll of a registry in which most kinds of members occur once or twice: a
	 * history for each of them would be a waste.
	 * @param culprit who made a member, the same in every scan; one group each
	 * @param worthAGroup how many members of a kind there must be to make a group
	 */
	public Roll(Function<? super T, Culprit> culprit, int worthAGroup) {
		this.culprit = culprit;
		this.worthAGroup = worthAGroup;
	}

	/**
	 * Return whether it is time to read a registry of a size.
	 * @param size the number of members
	 * @return whether to call {@link #take}
	 */
	public boolean isDue(long size) {
		this.credit += MEMBERS_PER_SCAN;
		if (this.credit < size) {
			return false;
		}
		this.credit = 0;
		return true;
	}

	/**
	 * Count members into a population, or repeat what was counted last if there are too
	 * many to be counted in every scan.
	 * @param population the population
	 * @param members a copy or a weakly consistent view of the members
	 */
	public void count(Population.Builder population, Collection<? extends T> members) {
		population.count(members.size());
		if (isDue(members.size())) {
			population.groups(take(members));
		}
		else {
			population.groups(this.groups).stale();
		}
	}

	/**
	 * Count members.
	 * @param members the members
	 * @return the groups
	 */
	public List<Group> take(Iterable<? extends T> members) {
		Map<String, List<Object>> byKey = new LinkedHashMap<>();
		Map<String, Culprit> culprits = new HashMap<>();
		for (T member : members) {
			Culprit maker = this.culprit.apply(member);
			String key = (maker.site() != null) ? maker.type() + " at " + maker.site() : String.valueOf(maker.type());
			byKey.computeIfAbsent(key, (absent) -> new ArrayList<>()).add(member);
			culprits.putIfAbsent(key, maker);
		}
		this.turnovers.keySet().retainAll(byKey.keySet());
		List<Group> taken = new ArrayList<>(byKey.size());
		byKey.forEach((key, list) -> {
			if (list.size() >= this.worthAGroup) {
				taken.add(weigh(Group.of(key, culprits.get(key), list.size()), list));
			}
		});
		this.groups = List.copyOf(taken);
		return this.groups;
	}

	/**
	 * Return the groups as they were counted last.
	 * @return the groups
	 */
	public List<Group> last() {
		return this.groups;
	}

	private Group weigh(Group group, List<Object> members) {
		Turnover turnover = this.turnovers.get(group.key());
		if (turnover == null && members.size() >= WATCHED_SIZE && this.turnovers.size() < WATCHED_GROUPS) {
			turnover = new Turnover();
			this.turnovers.put(group.key(), turnover);
		}
		if (turnover == null) {
			return group;
		}
		turnover.look(members);
		return turnover.weigh(group);
	}

}
