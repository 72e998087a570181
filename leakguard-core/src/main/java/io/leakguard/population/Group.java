package io.leakguard.population;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A part of a population that has one culprit: the listeners of one class, the threads of
 * one family, the MBeans of one type.
 *
 * @param key the identity within the population, the same in every scan; a site that is
 * learnt later must not change it
 * @param kind the kind if it differs from the population's
 * @param culprit who made the members
 * @param count how many there are now
 * @param added how many have been added so far, or -1 if nobody counts
 * @param ended how many have ended so far, or -1 if nobody counts
 * @param holder the path that holds them, such as {@code Router.clients}, if known
 * @param signs what speaks for a leak beside the count
 */
public record Group(String key, @Nullable Kind kind, Culprit culprit, long count, long added, long ended,
		@Nullable String holder, Set<Sign> signs) {

	public Group {
		signs = Set.copyOf(signs);
	}

	/**
	 * Create a group that is identified by its type.
	 * @param type the class or name pattern
	 * @param count how many there are now
	 * @return the group
	 */
	public static Group of(String type, long count) {
		return new Group(type, null, Culprit.ofType(type), count, -1, -1, null, Set.of());
	}

	/**
	 * Create a group with a culprit.
	 * @param key the identity
	 * @param culprit who made the members
	 * @param count how many there are now
	 * @return the group
	 */
	public static Group of(String key, Culprit culprit, long count) {
		return new Group(key, null, culprit, count, -1, -1, null, Set.of());
	}

	/**
	 * Return this group with a kind of its own.
	 * @param kind the kind
	 * @return the new group
	 */
	public Group kind(Kind kind) {
		return new Group(this.key, kind, this.culprit, this.count, this.added, this.ended, this.holder, this.signs);
	}

	/**
	 * Return this group with exact counts of births and deaths.
	 * @param added how many have been added so far
	 * @param ended how many have ended so far
	 * @return the new group
	 */
	public Group turnover(long added, long ended) {
		return new Group(this.key, this.kind, this.culprit, this.count, added, ended, this.holder, this.signs);
	}

	/**
	 * Return this group with the path that holds its members.
	 * @param holder the path
	 * @return the new group
	 */
	public Group holder(@Nullable String holder) {
		return new Group(this.key, this.kind, this.culprit, this.count, this.added, this.ended, holder, this.signs);
	}

	/**
	 * Return this group with signs.
	 * @param signs the signs
	 * @return the new group
	 */
	public Group signs(Set<Sign> signs) {
		return new Group(this.key, this.kind, this.culprit, this.count, this.added, this.ended, this.holder, signs);
	}

}
