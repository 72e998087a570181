package io.leakguard.detection;

import io.leakguard.history.History;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a detector judges: a population as a whole or one group of it, and its past.
 *
 * @param population the population
 * @param group the group, or {@code null} for the population as a whole
 * @param history the past of the group or the population
 */
public record Subject(Population population, @Nullable Group group, History history) {

	/**
	 * Return the kind of leak it would be.
	 * @return the kind
	 */
	public Kind kind() {
		return (this.group != null && this.group.kind() != null) ? this.group.kind() : this.population.kind();
	}

	/**
	 * Return the identity within the population.
	 * @return the key of the group, empty for the population as a whole
	 */
	public String key() {
		return (this.group != null) ? this.group.key() : "";
	}

	/**
	 * Return who makes the members.
	 * @return the culprit
	 */
	public Culprit culprit() {
		return (this.group != null) ? this.group.culprit() : this.population.culprit();
	}

	/**
	 * Return how many there are now.
	 * @return the count
	 */
	public long count() {
		return (this.group != null) ? this.group.count() : this.population.count();
	}

	/**
	 * Return how many have been added so far.
	 * @return the number or -1 if nobody counts
	 */
	public long added() {
		return (this.group != null) ? this.group.added() : this.population.added();
	}

	/**
	 * Return how many have ended so far.
	 * @return the number or -1 if nobody counts
	 */
	public long ended() {
		return (this.group != null) ? this.group.ended() : this.population.ended();
	}

	/**
	 * Return the path that holds the members.
	 * @return the path or {@code null}
	 */
	public @Nullable String holder() {
		return (this.group != null && this.group.holder() != null) ? this.group.holder() : this.population.holder();
	}

	/**
	 * Return what speaks for a leak beside the count: the signs of the population and of
	 * the group.
	 * @return the signs
	 */
	public Set<Sign> signs() {
		Set<Sign> signs = new HashSet<>(this.population.signs());
		if (this.group != null) {
			signs.addAll(this.group.signs());
		}
		return signs;
	}

}
