package io.leakguard.tracking;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Is told of each beginning and end, and keeps exact counts by class and creation site.
 * {@snippet :
 * class Subscription implements Closeable {
 * 	private final Handle handle = tracker.opened(this);
 *
 * 	public void close() {
 * 		this.handle.close();
 * 	}
 * }
 * }
 * A pair costs well under 100 ns, or under 200 ns if the thing is also watched for
 * collection, and allocates nothing but the handle. The creation site costs about 2 µs
 * and is looked up for a few per second only, for fewer where that finds nothing new, and
 * for more under suspicion. Thread-safe.
 *
 * @see Tracking#tracker(String, Kind, Unit)
 */
public final class Tracker {

	private static final String OTHERS = "(other)";

	/**
	 * Seconds of which the lookups may be used at once: so a first burst is known whole.
	 */
	private static final int BURST_SECONDS = 4;

	/** Lookups in a row that found no new site, after which there are half as many. */
	private static final int VAIN_LOOKUPS = 64;

	/** With a quarter, a place that makes one in a hundred is still seen in a minute. */
	private static final int MAX_HALVINGS = 2;

	/** A little less than a tick, so that no tick is missed. */
	private static final long REFILL_MILLIS = 900;

	private final String name;

	private final Kind kind;

	private final Unit unit;

	private final Tracking tracking;

	private final TrackingSettings settings;

	private final CoarseTime time;

	private final Map<String, OriginGroup> groups = new ConcurrentHashMap<>();

	private final TypeTable types = new TypeTable((type) -> group(Culprit.nameOf(type), Culprit.nameOf(type), null));

	/** Written without a lock: a lookup too many or too few does not matter. */
	private int lookups;

	/** Those since a new site was found, without a lock as well. */
	private int vainLookups;

	private volatile boolean watched;

	private volatile boolean quiet;

	private volatile boolean shownOnly;

	private volatile boolean full;

	private volatile boolean closed;

	private volatile @Nullable Duration tooLong;

	private volatile Duration lifetime = Duration.ZERO;

	private volatile @Nullable Long bound;

	private volatile @Nullable Long limit;

	private volatile long baseline = Long.MIN_VALUE;

	private volatile boolean suspected;

	private volatile @Nullable BooleanSupplier confirmation;

	private long cyclesWhenFresh = -1;

	private long nextLookups;

	Tracker(String name, Kind kind, Unit unit, Tracking tracking) {
		this.name = name;
		this.kind = kind;
		this.unit = unit;
		this.tracking = tracking;
		this.settings = tracking.settings();
		this.time = tracking.time();
		this.lookups = BURST_SECONDS * this.settings.sitesPerSecond();
	}

	/**
	 * Return the name of the population.
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
	 * Also watch for collection: a thing that is collected while its handle is open is
	 * {@link Kind#NOT_CLOSED}. For things that must be closed. The handle must live as
	 * long as the thing, so keep it there.
	 * @return this tracker
	 */
	public Tracker watched() {
		this.watched = true;
		return this;
	}

	/**
	 * Also watch for collection, as an end like any other: for things that may simply be
	 * dropped.
	 * @return this tracker
	 */
	public Tracker endsWhenCollected() {
		this.quiet = true;
		this.watched = true;
		return this;
	}

	/**
	 * For things whose usual end is to be dropped, which is known only once they are
	 * collected: that may be in an hour, and until then a healthy population grows. Its
	 * count is new only after a collection, or if somebody who holds the things confirms
	 * that there are so many.
	 * @param confirmation whether nothing that is counted was dropped
	 * @return this tracker
	 */
	Tracker confirmedBy(BooleanSupplier confirmation) {
		this.confirmation = confirmation;
		return this;
	}

	/**
	 * Say that being many is no leak, because they come and go as users do. Growth is not
	 * judged then; what is exact or held for too long is told all the same.
	 * @return this tracker
	 */
	public Tracker shownOnly() {
		this.shownOnly = true;
		return this;
	}

	/**
	 * Set when a thing has been open for too long. With it, a thing that is open for
	 * longer is {@link Kind#HELD_TOO_LONG} even if none of its kind was ever closed.
	 * @param duration the time
	 * @return this tracker
	 */
	public Tracker heldTooLong(Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException("'duration' must be positive, but is " + duration);
		}
		this.tooLong = duration;
		return this;
	}

	/**
	 * Set how long a thing may reasonably live, such as the timeout of a session. Until
	 * it is older, that none has left says nothing.
	 * @param duration the time
	 * @return this tracker
	 */
	public Tracker lifetime(Duration duration) {
		this.lifetime = Objects.requireNonNull(duration, "'duration' must not be null");
		return this;
	}

	/**
	 * Set the declared bound: below it, the population is healthy however it grows.
	 * @param bound the bound
	 * @return this tracker
	 */
	public Tracker bound(long bound) {
		this.bound = bound;
		return this;
	}

	/**
	 * Set the number at which the process or the resource fails.
	 * @param limit the limit
	 * @return this tracker
	 */
	public Tracker limit(long limit) {
		this.limit = limit;
		return this;
	}

	/**
	 * Take note that something has begun. It is grouped by its class.
	 * @param thing what has begun; it is held weakly, or not at all unless
	 * {@link #watched()}
	 * @return ends it
	 */
	public Handle opened(Object thing) {
		return open(thing, this.types.groupOf(thing.getClass()));
	}

	/**
	 * Take note that something has begun whose class says little.
	 * @param thing what has begun
	 * @param type the class to group it by, such as that of what it wraps
	 * @return ends it
	 */
	public Handle opened(Object thing, Class<?> type) {
		return open(thing, this.types.groupOf(type));
	}

	/**
	 * Return a place where things begin, for callers that know it without looking at the
	 * stack, such as an intercepted method. Keep it: this lookup is no part of the hot
	 * path.
	 * @param type the class of the things, if it is known
	 * @param site the place, such as {@code com.acme.OrderRepository.streamAll}; bounded
	 * in number
	 * @return the place
	 */
	public Site site(@Nullable String type, String site) {
		Objects.requireNonNull(site, "'site' must not be null");
		OriginGroup group = group((type != null) ? type + "@" + site : site, type, site);
		return (thing) -> open(thing, group);
	}

	/**
	 * Return how many are open now. Takes the locks of all stripes for a moment.
	 * @return the number
	 */
	public long open() {
		return sum(Stripe.Counts::live);
	}

	/**
	 * Return how many have been opened so far.
	 * @return the number
	 */
	public long totalOpened() {
		return sum((counts) -> counts.opened);
	}

	/**
	 * Return how many have been closed so far.
	 * @return the number
	 */
	public long totalClosed() {
		return sum((counts) -> counts.closed);
	}

	/**
	 * Return how many were collected while they were open.
	 * @return the number
	 */
	public long totalCollectedWhileOpen() {
		return sum((counts) -> counts.collected);
	}

	private long sum(ToLongFunction<Stripe.Counts> what) {
		long sum = 0;
		for (OriginGroup group : this.groups.values()) {
			sum += what.applyAsLong(group.counts());
		}
		return sum;
	}

	private Handle open(Object thing, OriginGroup group) {
		if (this.closed || this.full && this.watched) {
			// a thing that is dropped together with a handle that is in no list would
			// never be subtracted, so that the tracker would stay full for good
			Objects.requireNonNull(thing, "'thing' must not be null");
			return Handle.NONE;
		}
		Stripe stripe = ((this.lookups > 0 && !group.hasSite()) ? lookUp(group) : group.unsited()).stripe();
		long now = this.time.now();
		Node node = this.watched ? new WatchedHandle(thing, this.tracking.watch().queue(), stripe, now)
				: new CountedHandle(stripe, now);
		stripe.open(node, !this.full);
		return node;
	}

	/**
	 * Take note that something has begun whose end is told by its class alone.
	 * @param type its class
	 */
	void begun(Class<?> type) {
		if (!this.closed) {
			OriginGroup group = this.types.groupOf(type);
			((this.lookups > 0) ? lookUp(group) : group.unsited()).stripe().begin();
		}
	}

	/**
	 * Take note that things of a class have ended.
	 * @param type the class
	 * @param number how many
	 */
	void ended(Class<?> type, long number) {
		if (!this.closed) {
			this.types.groupOf(type).unsited().stripe().end(number);
		}
	}

	private Lot lookUp(OriginGroup group) {
		this.lookups--;
		int known = group.siteCount();
		Lot lot = group.at(this.tracking.sites().here());
		if (!this.suspected) {
			this.vainLookups = (group.siteCount() > known) ? 0 : this.vainLookups + 1;
		}
		if (group.wantsStack(lot)) {
			lot.stack(this.tracking.sites().stack(), this.time.now());
		}
		return lot;
	}

	private OriginGroup group(String key, @Nullable String type, @Nullable String site) {
		OriginGroup group = this.groups.get(key);
		if (group != null) {
			return group;
		}
		synchronized (this.groups) {
			boolean room = this.groups.size() < this.settings.maxGroups() - 1;
			return this.groups.computeIfAbsent(room ? key : OTHERS, (ignored) -> {
				OriginGroup created = room ? new OriginGroup(key, type, site, this.settings, this.time)
						: new OriginGroup(OTHERS, null, null, this.settings, this.time);
				if (this.baseline != Long.MIN_VALUE) {
					created.rebase(this.baseline);
				}
				return created;
			});
		}
	}

	Duration tooLong() {
		Duration own = this.tooLong;
		return (own != null) ? own : this.settings.heldTooLong();
	}

	boolean isTooLongOwn() {
		return this.tooLong != null;
	}

	Duration lifetime() {
		return this.lifetime;
	}

	/**
	 * Return whether a thing may be dropped instead of being closed.
	 * @return whether its end is its collection as well
	 */
	public boolean isEndedByCollection() {
		return this.quiet;
	}

	boolean isQuiet() {
		return this.quiet;
	}

	boolean isSingleGroup() {
		return this.groups.size() == 1;
	}

	/** Allow further lookups, about once a second; what was not used may be later. */
	void refill(long now) {
		if (now >= this.nextLookups) {
			this.nextLookups = now + REFILL_MILLIS;
			int more = lookupsPerSecond();
			this.lookups = (int) Math.min((long) BURST_SECONDS * more, (long) Math.max(0, this.lookups) + more);
		}
	}

	/** What comes from the same places all the time is asked less and less often. */
	private int lookupsPerSecond() {
		if (this.suspected) {
			return this.settings.suspectedSitesPerSecond();
		}
		int most = this.settings.sitesPerSecond();
		return Math.max(Math.min(most, 1), most >> Math.min(this.vainLookups / VAIN_LOOKUPS, MAX_HALVINGS));
	}

	/** Take what is there now for the start of the application. */
	void rebase(long now) {
		this.baseline = now;
		this.groups.values().forEach((group) -> group.rebase(now));
	}

	void count(long now, Census census) {
		if (this.baseline == Long.MIN_VALUE) {
			rebase(now);
		}
		boolean suspectedNow = census.attention().isOn(this.name);
		if (suspectedNow && !this.suspected) {
			this.nextLookups = Long.MIN_VALUE;
		}
		this.suspected = suspectedNow;
		refill(now);
		Population.Builder population = census.population(this.name, this.kind, this.unit)
			.bound(this.bound)
			.limit(this.limit);
		boolean fresh = isFresh();
		if (!fresh) {
			population.stale();
		}
		if (this.shownOnly) {
			population.shownOnly();
		}
		for (OriginGroup group : this.groups.values()) {
			group.count(now, this, fresh, population, census.attention());
		}
		long opened = 0;
		long ended = 0;
		for (OriginGroup group : this.groups.values()) {
			Stripe.Counts counts = group.counts();
			opened += counts.opened;
			ended += counts.ended();
		}
		OriginGroup others = this.groups.get(OTHERS);
		if (others != null) {
			population.together(Math.max(0, others.counts().live()));
		}
		population.count(Math.max(0, opened - ended)).turnover(opened, ended);
		this.full = opened - ended >= this.settings.maxHandles();
	}

	private boolean isFresh() {
		BooleanSupplier confirmation = this.confirmation;
		long cycles = this.tracking.watch().qualifyingCycles();
		boolean fresh = confirmation == null || cycles > this.cyclesWhenFresh || confirmation.getAsBoolean();
		if (fresh) {
			this.cyclesWhenFresh = cycles;
		}
		return fresh;
	}

	/** Forget everything. Handles that are still open do nothing any more. */
	void clear() {
		this.closed = true;
		this.groups.values().forEach(OriginGroup::clear);
		this.types.clear();
		this.groups.clear();
	}

	/** A place where things begin. Thread-safe. */
	@FunctionalInterface
	public interface Site {

		/**
		 * Take note that something has begun here.
		 * @param thing what has begun
		 * @return ends it
		 */
		Handle opened(Object thing);

	}

}
