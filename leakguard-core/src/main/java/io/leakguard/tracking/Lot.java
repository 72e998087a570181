package io.leakguard.tracking;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.leakguard.population.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The handles of one group that were opened at one site, or at sites that nobody looked
 * up. Thread-safe.
 */
final class Lot {

	private static final int MAX_STACKS_TAKEN = 50;

	/** A power of two: threads spread over the stripes by the hash of their identity. */
	private static final int STRIPES = Integer
		.highestOneBit(Math.max(4, Math.min(32, Runtime.getRuntime().availableProcessors() * 2)));

	private final OriginGroup group;

	private final @Nullable String site;

	private final long since;

	private final Stripe[] stripes;

	private final List<Stack> stacks = new CopyOnWriteArrayList<>();

	private int stacksTaken;

	Lot(OriginGroup group, @Nullable String site, boolean busy, long since) {
		this.group = group;
		this.since = since;
		this.site = site;
		this.stripes = new Stripe[busy ? STRIPES : 1];
		for (int i = 0; i < this.stripes.length; i++) {
			this.stripes[i] = new Stripe(group.cohort());
		}
	}

	/**
	 * Return the site.
	 * @return the site, or {@code null} if nobody looked
	 */
	@Nullable String site() {
		return this.site;
	}

	/**
	 * Return the part for the calling thread.
	 * @return the stripe
	 */
	Stripe stripe() {
		if (this.stripes.length == 1) {
			return this.stripes[0];
		}
		return this.stripes[System.identityHashCode(Thread.currentThread()) & (this.stripes.length - 1)];
	}

	void addTo(Stripe.Counts counts, long olderThan, int atMost) {
		for (Stripe stripe : this.stripes) {
			stripe.addTo(counts, olderThan, atMost);
		}
	}

	void addUntil(Stripe.Counts counts, long time) {
		for (Stripe stripe : this.stripes) {
			stripe.addUntil(counts, time);
		}
	}

	Stripe.Counts counts() {
		return counts(Long.MIN_VALUE, 0);
	}

	Stripe.Counts counts(long olderThan, int atMost) {
		Stripe.Counts counts = new Stripe.Counts();
		addTo(counts, olderThan, atMost);
		return counts;
	}

	/** A place that shows the same few stacks again and again has no further one. */
	boolean wantsStack(int maxStacks) {
		return this.stacks.size() < maxStacks && this.stacksTaken < MAX_STACKS_TAKEN;
	}

	void stack(List<String> frames, long at) {
		// some threads may count as one, and then one more is taken
		this.stacksTaken++;
		for (Stack known : this.stacks) {
			if (known.frames().equals(frames)) {
				return;
			}
		}
		this.stacks.add(new Stack(frames, Thread.currentThread().getName(), Instant.ofEpochMilli(at)));
	}

	/** Add what is known of where the live members come from. */
	void origins(List<Origin> origins, int maxStacks) {
		Stripe.Counts counts = counts();
		long live = counts.live();
		if (live <= 0 || this.site == null) {
			return;
		}
		List<Stack> known = this.stacks.stream().limit(maxStacks).toList();
		if (known.isEmpty()) {
			origins.add(new Origin(this.group.type(), this.site, List.of(), null,
					Instant.ofEpochMilli(Math.min(counts.oldest, this.since)), null, live));
		}
		for (Stack stack : known) {
			origins
				.add(new Origin(this.group.type(), this.site, stack.frames(), stack.thread(), stack.at(), null, live));
		}
	}

	void clear() {
		for (Stripe stripe : this.stripes) {
			stripe.clear();
		}
		this.stacks.clear();
		this.stacksTaken = 0;
	}

	private record Stack(List<String> frames, String thread, Instant at) {

	}

}
