package io.leakguard.population;

import java.util.Map;
import java.util.Set;

/**
 * The attention list: which populations, and which groups of them, are under suspicion. A
 * probe or tracker that reads it may look closer at those, and only those. Immutable.
 */
public final class Attention {

	/** Nothing is under suspicion. */
	public static final Attention NONE = new Attention(Map.of());

	private final Map<String, Set<String>> groupsByPopulation;

	/**
	 * Create a list.
	 * @param groupsByPopulation keys of the suspected groups by population name; an empty
	 * set stands for the population as a whole
	 */
	public Attention(Map<String, Set<String>> groupsByPopulation) {
		this.groupsByPopulation = Map.copyOf(groupsByPopulation);
	}

	/**
	 * Return whether nothing is under suspicion.
	 * @return whether the list is empty
	 */
	public boolean isEmpty() {
		return this.groupsByPopulation.isEmpty();
	}

	/**
	 * Return whether a population or any group of it is under suspicion.
	 * @param population the population's name
	 * @return whether it is listed
	 */
	public boolean isOn(String population) {
		return this.groupsByPopulation.containsKey(population);
	}

	/**
	 * Return whether a group is under suspicion.
	 * @param population the population's name
	 * @param groupKey the key of the group
	 * @return whether it is listed
	 */
	public boolean isOn(String population, String groupKey) {
		Set<String> groups = this.groupsByPopulation.get(population);
		return groups != null && groups.contains(groupKey);
	}

	/**
	 * Return whether a population whose name has the given beginning is under suspicion.
	 * @param prefix the beginning, such as {@code jvm.heap}
	 * @return whether one is listed
	 */
	public boolean isOnAnyOf(String prefix) {
		for (String name : this.groupsByPopulation.keySet()) {
			if (name.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the listed populations.
	 * @return the names
	 */
	public Set<String> populations() {
		return this.groupsByPopulation.keySet();
	}

	@Override
	public String toString() {
		return this.groupsByPopulation.toString();
	}

}
