package io.leakguard.holding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import io.leakguard.population.Population.Builder;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * All collections that are held at one path, such as {@code Router.clients}. A path that
 * leads through the members of another collection stands for several; then the sizes of a
 * cohort of {@value #COHORT} are added up, so that it is the inner collections that are
 * judged and not their number.
 */
final class Site {

	static final int COHORT = 64;

	/** Sizes up to this are read in every scan even if that takes linear time. */
	private static final int CHEAP = 4_096;

	private final String name;

	private final Place place;

	private final List<Held> places = new ArrayList<>();

	private long first = -1;

	private long count;

	private @Nullable Long bound;

	private long lifetimeNanos;

	private boolean stale;

	private boolean grown;

	private long most = -1;

	private long grownAt;

	private long readAgainAt;

	private @Nullable Meaning meaning;

	private int members;

	private long describeAgainAt;

	private @Nullable Watch watch;

	private @Nullable Held watched;

	Site(String name, Place place) {
		this.name = name;
		this.place = place;
	}

	String name() {
		return this.name;
	}

	Place place() {
		return this.place;
	}

	boolean isApplication() {
		return this.place.application();
	}

	/** Return the scan in which it was last more than ever before. */
	long grownAt() {
		return this.grownAt;
	}

	boolean hasGrown() {
		return this.grown;
	}

	/**
	 * Add a place, unless it is known or the cohort is complete.
	 * @param place the place
	 * @param owner what the place remembers
	 */
	void add(Held place, Object owner) {
		if (this.places.size() < COHORT) {
			for (Held each : this.places) {
				if (each.isOf(owner)) {
					return;
				}
			}
			this.places.add(place);
		}
	}

	boolean isGone() {
		for (Iterator<Held> places = this.places.iterator(); places.hasNext();) {
			if (places.next().isGone()) {
				places.remove();
			}
		}
		return this.places.isEmpty();
	}

	/**
	 * Read the sizes.
	 * @param shapes the shapes of classes
	 * @param scan the number of this scan
	 */
	void read(Shapes shapes, long scan) {
		this.stale = scan < this.readAgainAt;
		if (this.stale) {
			return;
		}
		long sum = 0;
		long bounds = 0;
		long longest = 0;
		boolean expiring = true;
		boolean slow = false;
		for (Held place : this.places) {
			Object collection = place.collection(shapes);
			Container container = (collection != null) ? shapes.of(collection.getClass()).container() : null;
			long size = (container != null) ? container.size(collection) : -1;
			if (size >= 0) {
				sum += place.counted(size, this.first >= 0 && this.places.size() > 1);
				slow |= !container.isConstantTime();
				long bound = place.bound(container, collection);
				bounds = (bound >= 0 && bounds >= 0) ? bounds + bound : -1;
				long lifetime = container.lifetime(collection);
				longest = Math.max(longest, lifetime);
				expiring &= lifetime > 0;
			}
		}
		if (slow && sum > CHEAP) {
			this.readAgainAt = scan + sum / CHEAP;
		}
		this.count = sum;
		this.bound = (bounds > 0) ? bounds : null;
		this.lifetimeNanos = expiring ? longest : 0;
		if (this.first < 0) {
			this.first = sum;
		}
		if (sum > this.first) {
			this.grown = true;
			this.grownAt = (sum > this.most) ? scan : this.grownAt;
		}
		this.most = Math.max(this.most, sum);
		this.first = Math.min(this.first, sum);
	}

	boolean isPopulation(int minimumSize) {
		return this.grown && (this.count >= minimumSize || this.meaning != null);
	}

	/**
	 * Add the population to a census.
	 * @param census takes it
	 * @param shapes the shapes of classes
	 * @param scan the number of this scan
	 * @param probeKeys whether keys may be asked for
	 */
	void count(Census census, Shapes shapes, long scan, boolean probeKeys) {
		Held largest = largest(shapes);
		Object collection = (largest != null) ? largest.collection(shapes) : null;
		Container container = (collection != null) ? shapes.of(collection.getClass()).container() : null;
		if (container != null) {
			describe(largest, container, collection, shapes);
			watch(largest, container, collection, scan, census.attention().isOn(this.name));
		}
		Meaning meaning = this.meaning;
		if (meaning == null) {
			return;
		}
		boolean aboveBound = this.bound != null && this.count > this.bound + this.bound / 4 + 16 && container != null
				&& container.form() == Container.Form.CACHE;
		Builder population = census.population(this.name, aboveBound ? Kind.KEY_MUTATED : meaning.kind(), Unit.ENTRIES)
			.count(this.count)
			.bound(this.bound)
			.lifetime(Duration.ofNanos(this.lifetimeNanos))
			.culprit(Culprit.ofType(meaning.type()))
			.holder(this.place.holder() + " (" + meaning.contents() + ")");
		if (this.stale) {
			population.stale();
		}
		if (this.watch != null && this.watch.neverLeave()) {
			population.sign(Sign.OLDEST_NEVER_LEAVE);
		}
		if (probeKeys && container != null && census.attention().isOn(this.name)) {
			int lost = KeyCheck.lostKeys(container, collection);
			if (lost > 0) {
				population.fact(Fact.observed(Kind.KEY_MUTATED, Culprit.ofType(meaning.type()), this.count, census.at(),
						lost + " of the keys in " + this.place.holder() + " can no longer be found in it"));
			}
		}
	}

	private @Nullable Held largest(Shapes shapes) {
		if (this.places.size() == 1) {
			return this.places.get(0);
		}
		if (this.watched != null && !this.watched.isGone()) {
			return this.watched;
		}
		Held largest = null;
		long most = -1;
		for (Held place : this.places) {
			Object collection = place.collection(shapes);
			Container container = (collection != null) ? shapes.of(collection.getClass()).container() : null;
			long size = (container != null) ? container.size(collection) : -1;
			if (size > most) {
				most = size;
				largest = place;
			}
		}
		return largest;
	}

	/**
	 * The kind is fixed by the first look that tells something; what is in the collection
	 * is described again each time it has doubled.
	 */
	private void describe(Held place, Container container, Object collection, Shapes shapes) {
		if (this.meaning != null && (this.count < this.describeAgainAt || !container.isConstantTime())) {
			return;
		}
		Members members = Members.of(container, collection, shapes, place.isOfLibrary(shapes));
		Meaning seen = Meaning.of(this.place, container, collection.getClass(), members);
		Meaning known = this.meaning;
		if (known == null || this.members == 0) {
			this.meaning = seen;
		}
		else {
			this.meaning = new Meaning(known.kind(), known.type(), seen.contents());
		}
		this.members = members.looked();
		this.describeAgainAt = Math.max(this.count, 1) * 2;
	}

	/** One that has to be walked through has just been, if it is the only one. */
	private long size(Container container, Object collection) {
		return (container.isConstantTime() || this.places.size() > 1) ? container.size(collection) : this.count;
	}

	private void watch(Held place, Container container, Object collection, long scan, boolean suspected) {
		Watch watch = this.watch;
		if (watch == null) {
			this.watched = place;
			this.watch = Watch.begin(container, collection, size(container, collection), scan);
		}
		else if (suspected && !this.stale && !watch.check(container, collection, size(container, collection), scan)) {
			this.watch = null;
		}
	}

}
