package io.leakguard.population;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

	private final long count;

	private final @Nullable Long bound;

	private final @Nullable Long limit;

	private final @Nullable Duration lifetime;

	private final long added;

	private final long ended;

	private final boolean fresh;

	private final boolean trended;

	private final boolean judgedByGroups;

	private final boolean hint;

	private final boolean begunAnew;

	private final Culprit culprit;

	private final @Nullable String holder;

	private final Set<Sign> signs;

	private final List<Group> groups;

	private final List<Fact> facts;

	private final Map<String, List<Origin>> origins;

	private final Map<String, String> notes;

	private Population(Builder builder) {
		this.name = builder.name;
		this.kind = builder.kind;
		this.unit = builder.unit;
		this.count = builder.count;
		this.bound = builder.bound;
		this.limit = builder.limit;
		this.lifetime = builder.lifetime;
		this.added = builder.added;
		this.ended = builder.ended;
		this.fresh = builder.fresh;
		this.trended = builder.trended;
		this.judgedByGroups = builder.judgedByGroups;
		this.hint = builder.hint;
		this.begunAnew = builder.begunAnew;
		this.culprit = builder.culprit;
		this.holder = builder.holder;
		this.signs = Set.copyOf(builder.signs);
		this.groups = List.copyOf(builder.groups);
		this.facts = List.copyOf(builder.facts);
		this.origins = Map.copyOf(builder.origins);
		this.notes = Map.copyOf(builder.notes);
	}

	private Population(Population earlier) {
		this.name = earlier.name;
		this.kind = earlier.kind;
		this.unit = earlier.unit;
		this.count = earlier.count;
		this.bound = earlier.bound;
		this.limit = earlier.limit;
		this.lifetime = earlier.lifetime;
		this.added = earlier.added;
		this.ended = earlier.ended;
		this.fresh = false;
		this.begunAnew = false;
		this.trended = earlier.trended;
		this.judgedByGroups = earlier.judgedByGroups;
		this.hint = earlier.hint;
		this.culprit = earlier.culprit;
		this.holder = earlier.holder;
		this.signs = earlier.signs;
		this.groups = earlier.groups;
		this.facts = earlier.facts;
		this.origins = earlier.origins;
		this.notes = earlier.notes;
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
		return this.count;
	}

	/**
	 * Return the declared bound: a population below it is healthy, however it got there.
	 * @return the bound or {@code null}
	 */
	public @Nullable Long bound() {
		return this.bound;
	}

	/**
	 * Return the count at which the process or the resource fails.
	 * @return the limit or {@code null}
	 */
	public @Nullable Long limit() {
		return this.limit;
	}

	/**
	 * Return how long a member stays at most, such as the time after which an entry of a
	 * cache expires: for so long a population may fill.
	 * @return the lifetime or {@code null}
	 */
	public @Nullable Duration lifetime() {
		return this.lifetime;
	}

	/**
	 * Return how many members have been added so far.
	 * @return the number or -1 if nobody counts
	 */
	public long added() {
		return this.added;
	}

	/**
	 * Return how many members have ended so far.
	 * @return the number or -1 if nobody counts
	 */
	public long ended() {
		return this.ended;
	}

	/**
	 * Return whether the count was measured since the last scan. A heap that has not been
	 * collected since has nothing new to say, and its history is not extended.
	 * @return whether the count is new
	 */
	public boolean isFresh() {
		return this.fresh;
	}

	/**
	 * Return whether growth of this population is judged. Some are shown only.
	 * @return whether it is judged
	 */
	public boolean isTrended() {
		return this.trended;
	}

	/**
	 * Return whether only the groups are judged: growth in no group means nothing here.
	 * @return whether the population as a whole is not judged
	 */
	public boolean isJudgedByGroups() {
		return this.judgedByGroups;
	}

	/**
	 * Return whether growth is only a hint as long as nobody is named: it draws
	 * attention, so that probes look closer, and is not told.
	 * @return whether it is a hint
	 */
	public boolean isHint() {
		return this.hint;
	}

	/**
	 * Return whether what was counted in earlier scans says nothing about what is counted
	 * from now on, so that its history begins anew.
	 * @return whether it begins anew
	 */
	public boolean hasBegunAnew() {
		return this.begunAnew;
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
		return this.signs;
	}

	/**
	 * Return the groups, the largest first.
	 * @return the groups, possibly empty
	 */
	public List<Group> groups() {
		return this.groups;
	}

	/**
	 * Return what is known without a trend.
	 * @return the facts, possibly empty
	 */
	public List<Fact> facts() {
		return this.facts;
	}

	/**
	 * Return the stacks that made the members of a group, as far as they were captured.
	 * @param groupKey the key of the group, empty for the population as a whole
	 * @return the origins, the most frequent first
	 */
	public List<Origin> origins(String groupKey) {
		return this.origins.getOrDefault(groupKey, Collections.emptyList());
	}

	/**
	 * Return what a closer look at a group has told, to be said with the reason of a
	 * finding.
	 * @param groupKey the key of the group, empty for the population as a whole
	 * @return one clause, or {@code null}
	 */
	public @Nullable String note(String groupKey) {
		return this.notes.get(groupKey);
	}

	@Override
	public String toString() {
		return this.name + "=" + this.count + " " + this.unit.label();
	}

	/**
	 * Builds a {@link Population} within a {@link Census}. Not thread-safe.
	 */
	public static final class Builder {

		private final String name;

		private final Kind kind;

		private final Unit unit;

		private long count;

		private @Nullable Long bound;

		private @Nullable Long limit;

		private @Nullable Duration lifetime;

		private long added = -1;

		private long ended = -1;

		private boolean fresh = true;

		private boolean trended = true;

		private boolean judgedByGroups;

		private boolean hint;

		private boolean begunAnew;

		private Culprit culprit = Culprit.UNKNOWN;

		private @Nullable String holder;

		private final Set<Sign> signs = EnumSet.noneOf(Sign.class);

		private final List<Group> groups = new ArrayList<>();

		private final List<Fact> facts = new ArrayList<>();

		private final Map<String, List<Origin>> origins = new HashMap<>();

		private final Map<String, String> notes = new HashMap<>();

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
			this.count = count;
			return this;
		}

		/**
		 * Set the declared bound.
		 * @param bound the bound, {@code null} or negative for none
		 * @return this builder
		 */
		public Builder bound(@Nullable Long bound) {
			this.bound = (bound != null && bound >= 0) ? bound : null;
			return this;
		}

		/**
		 * Set the count at which the process or resource fails.
		 * @param limit the limit, {@code null} or negative for none
		 * @return this builder
		 */
		public Builder limit(@Nullable Long limit) {
			this.limit = (limit != null && limit >= 0) ? limit : null;
			return this;
		}

		/**
		 * Set how long a member stays at most.
		 * @param lifetime the lifetime; {@code null}, zero or negative for unknown
		 * @return this builder
		 */
		public Builder lifetime(@Nullable Duration lifetime) {
			this.lifetime = (lifetime != null && !lifetime.isNegative() && !lifetime.isZero()) ? lifetime : null;
			return this;
		}

		/**
		 * Set exact counts of births and deaths.
		 * @param added how many have been added so far
		 * @param ended how many have ended so far
		 * @return this builder
		 */
		public Builder turnover(long added, long ended) {
			this.added = added;
			this.ended = ended;
			return this;
		}

		/**
		 * Say that the count is that of an earlier scan.
		 * @return this builder
		 */
		public Builder stale() {
			this.fresh = false;
			return this;
		}

		/**
		 * Say that growth alone is not to be judged.
		 * @return this builder
		 */
		public Builder shownOnly() {
			this.trended = false;
			return this;
		}

		/**
		 * Say that growth is to be judged in groups only.
		 * @return this builder
		 */
		public Builder judgedByGroups() {
			this.judgedByGroups = true;
			return this;
		}

		/**
		 * Say that growth draws attention, but is told only once a culprit is known.
		 * @return this builder
		 */
		public Builder hint() {
			this.hint = true;
			return this;
		}

		/**
		 * Say that what was counted before says nothing about what is counted from now
		 * on.
		 * @return this builder
		 */
		public Builder begunAnew() {
			this.begunAnew = true;
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
			this.signs.add(sign);
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
			if (this.count == 0) {
				this.count = groups.stream().mapToLong(Group::count).sum();
			}
			return this;
		}

		/**
		 * Add a fact.
		 * @param fact the fact
		 * @return this builder
		 */
		public Builder fact(Fact fact) {
			this.facts.add(fact);
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
			this.origins.put(groupKey, List.copyOf(origins));
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
				this.notes.put(groupKey, note);
			}
			return this;
		}

		int groupCount() {
			return this.groups.size();
		}

		Population build(int maxGroups) {
			if (this.count < 0) {
				throw new NonsenseException(this.name, this.count);
			}
			this.groups.sort((one, other) -> Long.compare(other.count(), one.count()));
			if (this.groups.size() > maxGroups) {
				this.groups.subList(maxGroups, this.groups.size()).clear();
			}
			for (Group group : this.groups) {
				if (group.count() < 0) {
					throw new NonsenseException(this.name + "[" + group.key() + "]", group.count());
				}
			}
			return new Population(this);
		}

	}

	/** A probe has answered something that cannot be. */
	static final class NonsenseException extends IllegalStateException {

		NonsenseException(String what, long count) {
			super("'" + what + "' was counted as " + count + ", which cannot be");
		}

	}

}
