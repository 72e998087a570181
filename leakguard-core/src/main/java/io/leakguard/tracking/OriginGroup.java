package io.leakguard.tracking;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

import io.leakguard.population.Attention;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import org.jspecify.annotations.Nullable;

/**
 * The members of a tracker that have one key: usually one class. Opening and closing is
 * thread-safe; counting is done by one thread at a time.
 */
final class OriginGroup {

	/** Counting what is overdue must not take long, however much it is. */
	private static final int MAX_VISITED = 10_000;

	/** So many have to have come and gone before one that stays is unusual. */
	private static final int ENOUGH_TURNOVER = 10;

	private final String key;

	private final @Nullable String type;

	private final TrackingSettings settings;

	private final CoarseTime time;

	private final Cohort cohort = new Cohort();

	private final Lot unsited;

	private final Map<String, Lot> sites = new ConcurrentHashMap<>();

	private final List<String> factKeys = new ArrayList<>();

	private final Unclosed unclosed = new Unclosed();

	/** Those of the last count that was fresh. */
	private final Set<Sign> signs = EnumSet.noneOf(Sign.class);

	private volatile boolean suspected;

	/** Stands as long as the fact does: a finding must not change its identity. */
	private @Nullable Culprit heldTooLong;

	private long endedBefore;

	private long lastEndAt;

	OriginGroup(String key, @Nullable String type, @Nullable String site, TrackingSettings settings, CoarseTime time) {
		this.key = key;
		this.type = type;
		this.settings = settings;
		this.time = time;
		this.unsited = new Lot(this, site, true, time.now());
	}

	@Nullable String type() {
		return this.type;
	}

	Cohort cohort() {
		return this.cohort;
	}

	/** Return where members go whose site nobody looks up. */
	Lot unsited() {
		return this.unsited;
	}

	/** Return whether the site is known without looking. */
	boolean hasSite() {
		return this.unsited.site() != null;
	}

	int siteCount() {
		return this.sites.size();
	}

	/** Return where members of a site go; beyond the bound, with the unknown ones. */
	Lot at(@Nullable String site) {
		if (site == null) {
			return this.unsited;
		}
		Lot lot = this.sites.get(site);
		if (lot == null) {
			if (this.sites.size() >= this.settings.maxSites()) {
				return this.unsited;
			}
			lot = this.sites.computeIfAbsent(site, (key) -> new Lot(this, key, false, this.time.now()));
		}
		return lot;
	}

	boolean wantsStack(Lot lot) {
		return this.suspected && lot != this.unsited && lot.wantsStack(this.settings.maxStacks());
	}

	Stripe.Counts counts() {
		return counts(Long.MIN_VALUE, 0);
	}

	private Stripe.Counts counts(long olderThan, int atMost) {
		Stripe.Counts counts = new Stripe.Counts();
		this.unsited.addTo(counts, olderThan, atMost);
		for (Lot lot : this.sites.values()) {
			lot.addTo(counts, olderThan, atMost);
		}
		return counts;
	}

	private Stripe.Counts until(long time) {
		Stripe.Counts counts = new Stripe.Counts();
		this.unsited.addUntil(counts, time);
		for (Lot lot : this.sites.values()) {
			lot.addUntil(counts, time);
		}
		return counts;
	}

	void rebase(long now) {
		this.cohort.rebase(now, this::until);
	}

	/**
	 * Count.
	 * @param now the time; handles may have been opened since
	 * @param tracker what the members are
	 * @param fresh whether what was dropped without a word is known by now
	 * @param population takes the group, its facts and origins
	 * @param attention what is under suspicion
	 */
	void count(long now, Tracker tracker, boolean fresh, Population.Builder population, Attention attention) {
		this.suspected = isSuspected(tracker, attention);
		this.factKeys.clear();
		long tooLong = tracker.tooLong().toMillis();
		Stripe.Counts counts = counts(now - tooLong, MAX_VISITED);
		Culprit culprit = new Culprit(this.type, busiest((lot) -> lot.counts().live()));
		if (fresh) {
			observe(now, counts, tracker, tooLong);
		}
		population.group(Group.of(this.key, culprit, Math.max(0, counts.live()))
			.turnover(counts.opened, counts.ended())
			.signs(this.signs));
		if (!tracker.isQuiet()) {
			addUnclosed(now, counts, population);
		}
		if (counts.overdue > 0 && isHeldTooLong(tracker, counts)) {
			if (this.heldTooLong == null) {
				this.heldTooLong = new Culprit(this.type,
						busiest((lot) -> lot.counts(now - tooLong, MAX_VISITED).overdue));
			}
			this.factKeys.add(FactKey.of(this.heldTooLong));
			addHeldTooLong(now, counts, this.heldTooLong, tooLong, population);
		}
		else {
			this.heldTooLong = null;
		}
		if (this.suspected) {
			List<Origin> origins = origins();
			if (!origins.isEmpty()) {
				population.origins(this.key, origins);
				this.factKeys.forEach((factKey) -> population.origins(factKey, origins));
			}
		}
	}

	private void observe(long now, Stripe.Counts counts, Tracker tracker, long tooLong) {
		this.signs.clear();
		if (this.cohort.observe(now, counts, this::until, tracker.lifetime().toMillis())) {
			this.signs.add(Sign.OLDEST_NEVER_LEAVE);
		}
		if (isWithoutTurnover(now, counts, tooLong)) {
			this.signs.add(Sign.NO_TURNOVER);
		}
	}

	/** The group itself, the population as a whole, or what was told of the group. */
	private boolean isSuspected(Tracker tracker, Attention attention) {
		if (!attention.isOn(tracker.name())) {
			return false;
		}
		return tracker.isSingleGroup() || attention.isOn(tracker.name(), this.key) || attention.isOn(tracker.name(), "")
				|| this.factKeys.stream().anyMatch((factKey) -> attention.isOn(tracker.name(), factKey));
	}

	private boolean isWithoutTurnover(long now, Stripe.Counts counts, long tooLong) {
		if (counts.ended() != this.endedBefore) {
			this.endedBefore = counts.ended();
			this.lastEndAt = now;
		}
		return counts.live() > 0 && counts.oldest != Long.MAX_VALUE
				&& now - Math.max(counts.oldest, this.lastEndAt) > tooLong;
	}

	private void addUnclosed(long now, Stripe.Counts counts, Population.Builder population) {
		long count = this.unclosed.observe(now, counts.collected);
		if (count > 0) {
			Culprit culprit = new Culprit(this.type, this.unclosed.site(busiest((lot) -> lot.counts().collected)));
			this.factKeys.add(FactKey.of(culprit));
			population.fact(Fact.exact(Kind.NOT_CLOSED, culprit, count, this.unclosed.since(),
					(count == 1) ? "1 was collected without having been closed"
							: count + " were collected without having been closed"));
		}
	}

	/**
	 * A resource that is opened once and kept is no leak, so without a time of the
	 * tracker's own it takes others of its kind that came and went.
	 */
	private boolean isHeldTooLong(Tracker tracker, Stripe.Counts counts) {
		if (tracker.isTooLongOwn() || tracker.kind() == Kind.HELD_TOO_LONG) {
			return true;
		}
		return tracker.kind().family() == Kind.Family.CLOSEABLES && counts.closed >= ENOUGH_TURNOVER
				&& counts.closed >= counts.overdue;
	}

	private void addHeldTooLong(long now, Stripe.Counts counts, Culprit culprit, long tooLong,
			Population.Builder population) {
		Duration oldest = Duration.ofMillis(now - counts.oldest);
		population.fact(Fact.observed(Kind.HELD_TOO_LONG, culprit, counts.overdue,
				Instant.ofEpochMilli(counts.oldest + tooLong),
				counts.overdue + ((counts.overdue == 1) ? " has been" : " have been") + " open for longer than "
						+ Ages.describe(Duration.ofMillis(tooLong)) + ", the oldest for " + Ages.describe(oldest)));
	}

	private List<Origin> origins() {
		List<Origin> origins = new ArrayList<>();
		for (Lot lot : this.sites.values()) {
			lot.origins(origins, this.settings.maxStacks());
		}
		this.unsited.origins(origins, this.settings.maxStacks());
		origins.sort(Comparator.comparingLong(Origin::count).reversed());
		return origins.subList(0, Math.min(origins.size(), this.settings.maxStacks()));
	}

	private @Nullable String busiest(ToLongFunction<Lot> measure) {
		String site = this.unsited.site();
		long most = 0;
		for (Lot lot : this.sites.values()) {
			long count = measure.applyAsLong(lot);
			if (count > most) {
				most = count;
				site = lot.site();
			}
		}
		return site;
	}

	void clear() {
		this.unsited.clear();
		this.sites.values().forEach(Lot::clear);
		this.sites.clear();
	}

}
