package io.leakguard.population;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Something countable that must stay bounded, as it was read in one scan. Immutable and
 * thread-safe.
 *
 * @see Census#population(String, Kind, Unit)
 */
public final class Population {

	private final String name;

	private final Kind kind;

	private final Unit unit;

	private final Tally tally;

	private final Ceiling ceiling;

	private final Standing standing;

	private final Culprit culprit;

	private final @Nullable String holder;

	private final LargestGroups groups;

	private final Clues clues;

	private Population(Builder builder, int maxGroups) {
		this.name = builder.name;
		this.kind = builder.kind;
		this.unit = builder.unit;
		this.tally = builder.tally;
		this.ceiling = builder.ceiling;
		this.standing = builder.standing;
		this.culprit = builder.culprit;
		this.holder = builder.holder;
		this.groups = LargestGroups.of(builder.name, builder.groups, maxGroups, builder.together);
		this.clues = builder.clues.asOfNow();
	}

	private Population(Population earlier) {
		this.name = earlier.name;
		this.kind = earlier.kind;
		this.unit = earlier.unit;
		this.tally = earlier.tally;
		this.ceiling = earlier.ceiling;
		this.standing = earlier.standing.asOfEarlier();
		this.culprit = earlier.culprit;
		this.holder = earlier.holder;
		this.groups = earlier.groups;
		this.clues = earlier.clues;
	}

	/** The same, but as a count of an earlier scan. */
	Population asOfEarlier() {
		return new Population(this);
	}

	/**
	 * Return the name, unique in the process and the same in every scan, such as
	 * {@code spring.applicationListeners}.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the kind of leak it would be if it grew without end.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return what it is counted in.
	 * @return the unit
	 */
	public Unit unit() {
		return this.unit;
	}

	/**
	 * Return how many members there are now.
	 * @return the count, never negative
	 */
	public long count() {
		return this.tally.count();
	}

	/**
	 * Return the declared bound: a population below it is healthy, however it got there.
	 * @return the bound or {@code null}
	 */
	public @Nullable Long bound() {
		return this.ceiling.bound();
	}

	/**
	 * Return the count at which the process or the resource fails.
	 * @return the limit or {@code null}
	 */
	public @Nullable Long limit() {
		return this.ceiling.limit();
	}

	/**
	 * Return how long a member stays at most, such as the time after which an entry of a
	 * cache expires: for so long a population may fill.
	 * @return the lifetime or {@code null}
	 */
	public @Nullable Duration lifetime() {
		return this.ceiling.lifetime();
	}

	/**
	 * Return how many members have been added so far.
	 * @return the number or -1 if nobody counts
	 */
	public long added() {
		return this.tally.added();
	}

	/**
	 * Return how many members have ended so far.
	 * @return the number or -1 if nobody counts
	 */
	public long ended() {
		return this.tally.ended();
	}

	/**
	 * Return whether the count was measured since the last scan. A heap that has not been
	 * collected since has nothing new to say, and its history is not extended.
	 * @return whether the count is new
	 */
	public boolean isFresh() {
		return this.standing.fresh();
	}

	/**
	 * Return whether growth of this population is judged. Some are shown only.
	 * @return whether it is judged
	 */
	public boolean isTrended() {
		return this.standing.trended();
	}

	/**
	 * Return whether only the groups are judged: growth in no group means nothing here.
	 * @return whether the population as a whole is not judged
	 */
	public boolean isJudgedByGroups() {
		return this.standing.judgedByGroups();
	}

	/**
	 * Return whether growth is only a hint as long as nobody is named: it draws
	 * attention, so that probes look closer, and is not told.
	 * @return whether it is a hint
	 */
	public boolean isHint() {
		return this.standing.hint();
	}

	/**
	 * Return whether what was counted in earlier scans says nothing about what is counted
	 * from now on, so that its history begins anew.
	 * @return whether it begins anew
	 */
	public boolean hasBegunAnew() {
		return this.standing.begunAnew();
	}

	/**
	 * Return who makes the members when there are no groups.
	 * @return the culprit
	 */
	public Culprit culprit() {
		return this.culprit;
	}

	/**
	 * Return the path that holds the members, such as {@code Router.clients}.
	 * @return the path or {@code null}
	 */
	public @Nullable String holder() {
		return this.holder;
	}

	/**
	 * Return what speaks for a leak beside the count.
	 * @return the signs
	 */
	public Set<Sign> signs() {
		return this.clues.signs();
	}

	/**
	 * Return the groups, the largest first.
	 * @return the groups, possibly empty
	 */
	public List<Group> groups() {
		return this.groups.groups();
	}

	/**
	 * Return what is not judged for itself, because there are too many groups.
	 * @return what is left out, mostly nothing
	 */
	public LeftOut leftOut() {
		return this.groups.leftOut();
	}

	/**
	 * Return what is known without a trend.
	 * @return the facts, possibly empty
	 */
	public List<Fact> facts() {
		return this.clues.facts();
	}

	/**
	 * Return the stacks that made the members of a group, as far as they were captured.
	 * @param groupKey the key of the group, empty for the population as a whole
	 * @return the origins, the most frequent first
	 */
	public List<Origin> origins(String groupKey) {
		return this.clues.origins().getOrDefault(groupKey, List.of());
	}

	/**
	 * Return what a closer look at a group has told, to be said with the reason of a
	 * finding.
	 * @param groupKey the key of the group, empty for the population as a whole
	 * @return one clause, or {@code null}
	 */
	public @Nullable String note(String groupKey) {
		return this.clues.notes().get(groupKey);
	}

	@Override
	public String toString() {
		return this.name + "=" + this.tally.count() + " " + this.unit.label();
	}

	/**
	 * Builds a {@link Population} within a {@link Census}. Not thread-safe.
	 */
	public static final class Builder {

		private final String name;

		private final Kind kind;

		private final Unit unit;

		private Tally tally = Tally.NONE;

		private Ceiling ceiling = Ceiling.NONE;

		private Standing standing = Standing.USUAL;

		private Culprit culprit = Culprit.UNKNOWN;

		private @Nullable String holder;

		private final List<Group> groups = new ArrayList<>();

		private long together;

		private final Clues clues = Clues.none();

		Builder(String name, Kind kind, Unit unit) {
			this.name = name;
			this.kind = kind;
			this.unit = unit;
		}

		/**
		 * Set how many members there are now.
		 * @param count the count
		 * @return this builder
		 */
		public Builder count(long count) {
			this.tally = this.tally.withCount(count);
			return this;
		}

		/**
		 * Set the declared bound.
		 * @param bound the bound, {@code null} or negative for none
		 * @return this builder
		 */
		public Builder bound(@Nullable Long bound) {
			this.ceiling = this.ceiling.withBound(bound);
			return this;
		}

		/**
		 * Set the count at which the process or resource fails.
		 * @param limit the limit, {@code null} or negative for none
		 * @return this builder
		 */
		public Builder limit(@Nullable Long limit) {
			this.ceiling = this.ceiling.withLimit(limit);
			return this;
		}

		/**
		 * Set how long a member stays at most.
		 * @param lifetime the lifetime; {@code null}, zero or negative for unknown
		 * @return this builder
		 */
		public Builder lifetime(@Nullable Duration lifetime) {
			this.ceiling = this.ceiling.withLifetime(lifetime);
			return this;
		}

		/**
		 * Set exact counts of births and deaths.
		 * @param added how many have been added so far
		 * @param ended how many have ended so far
		 * @return this builder
		 */
		public Builder turnover(long added, long ended) {
			this.tally = this.tally.withTurnover(added, ended);
			return this;
		}

		/**
		 * Say that the count is that of an earlier scan.
		 * @return this builder
		 */
		public Builder stale() {
			this.standing = this.standing.stale();
			return this;
		}

		/**
		 * Say that growth alone is not to be judged.
		 * @return this builder
		 */
		public Builder shownOnly() {
			this.standing = this.standing.shownOnly();
			return this;
		}

		/**
		 * Say that growth is to be judged in groups only.
		 * @return this builder
		 */
		public Builder judgedByGroups() {
			this.standing = this.standing.byGroups();
			return this;
		}

		/**
		 * Say that growth draws attention, but is told only once a culprit is known.
		 * @return this builder
		 */
		public Builder hint() {
			this.standing = this.standing.asHint();
			return this;
		}

		/**
		 * Say that earlier counts say nothing about those from now on.
		 * @return this builder
		 */
		public Builder begunAnew() {
			this.standing = this.standing.anew();
			return this;
		}

		/**
		 * Set who makes the members, for a population without groups.
		 * @param culprit the culprit
		 * @return this builder
		 */
		public Builder culprit(Culprit culprit) {
			this.culprit = culprit;
			return this;
		}

		/**
		 * Set the path that holds the members.
		 * @param holder the path
		 * @return this builder
		 */
		public Builder holder(@Nullable String holder) {
			this.holder = holder;
			return this;
		}

		/**
		 * Add a sign.
		 * @param sign the sign
		 * @return this builder
		 */
		public Builder sign(Sign sign) {
			this.clues.signs().add(sign);
			return this;
		}

		/**
		 * Add a group.
		 * @param group the group
		 * @return this builder
		 */
		public Builder group(Group group) {
			this.groups.add(group);
			return this;
		}

		/**
		 * Add groups and, if no count was set, count their members.
		 * @param groups the groups
		 * @return this builder
		 */
		public Builder groups(Collection<Group> groups) {
			this.groups.addAll(groups);
			return (this.tally.count() != 0) ? this : count(groups.stream().mapToLong(Group::count).sum());
		}

		/**
		 * Say that one of the groups is for all members whose own groups there was no
		 * room for.
		 * @param members how many members it has
		 * @return this builder
		 */
		public Builder together(long members) {
			this.together = members;
			return this;
		}

		/**
		 * Add a fact.
		 * @param fact the fact
		 * @return this builder
		 */
		public Builder fact(Fact fact) {
			this.clues.facts().add(fact);
			return this;
		}

		/**
		 * Set the stacks that made the members of a group. Only for what is on the
		 * {@link Attention} list.
		 * @param groupKey the key of the group, empty for the population as a whole
		 * @param origins the origins, the most frequent first
		 * @return this builder
		 */
		public Builder origins(String groupKey, List<Origin> origins) {
			this.clues.origins().put(groupKey, List.copyOf(origins));
			return this;
		}

		/**
		 * Set what a closer look at a group has told. It stands in the reason of a
		 * finding and is no sign.
		 * @param groupKey the key of the group, empty for the population as a whole
		 * @param note one clause, {@code null} for none
		 * @return this builder
		 */
		public Builder note(String groupKey, @Nullable String note) {
			if (note != null) {
				this.clues.notes().put(groupKey, note);
			}
			return this;
		}

		int groupCount() {
			return this.groups.size();
		}

		Population build(int maxGroups) {
			NonsenseException.unlessPossible(this.name, this.tally.count());
			return new Population(this, maxGroups);
		}

	}

}
