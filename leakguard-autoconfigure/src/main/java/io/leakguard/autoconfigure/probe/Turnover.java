package io.leakguard.autoconfigure.probe;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import io.leakguard.population.Group;
import io.leakguard.population.Sign;

/**
 * Notices whether the members of a registry ever leave it. A fixed random sample of them,
 * chosen by identity hash code, is held weakly from scan to scan; what is gone has ended,
 * what is new was added. Neither {@code equals} nor {@code hashCode} of a member is
 * called. For one thread.
 */
public final class Turnover {

	/** So many weak references at most, whatever the size of the registry. */
	private static final int SAMPLE = 256;

	/** Below this, "none of them left" says little. */
	private static final int ENOUGH_ADDED = 8;

	/** So many looks in which a member could have left. */
	private static final int ENOUGH_LOOKS = 8;

	/**
	 * One in fifty may leave by the way: errors and timeouts end a few even in a leak.
	 */
	private static final int TOLERATED = 50;

	private List<WeakReference<Object>> members = new ArrayList<>();

	private int mask;

	private int looks;

	private long atFirst;

	private long added;

	private long ended;

	/**
	 * Look at the members.
	 * @param present the members that are present now
	 */
	public void look(Iterable<?> present) {
		Set<Object> sampled = sample(present);
		List<WeakReference<Object>> next = new ArrayList<>(sampled.size());
		long left = 0;
		for (WeakReference<Object> reference : this.members) {
			Object member = reference.get();
			if (member == null) {
				left++;
			}
			else if ((System.identityHashCode(member) & this.mask) == 0) {
				if (sampled.remove(member)) {
					next.add(reference);
				}
				else {
					left++;
				}
			}
		}
		sampled.forEach((member) -> next.add(new WeakReference<>(member)));
		long scale = this.mask + 1L;
		if (this.looks == 0) {
			this.atFirst = sampled.size() * scale;
		}
		else {
			this.added += sampled.size() * scale;
			this.ended += left * scale;
		}
		this.members = next;
		this.looks++;
	}

	/**
	 * Add to a group what was noticed.
	 * @param group the group
	 * @return the group with its turnover and, if none of its members leaves while new
	 * ones keep coming, the sign that says so
	 */
	public Group weigh(Group group) {
		if (this.looks < 2) {
			return group;
		}
		Group weighed = group.turnover(this.atFirst + this.added, this.ended);
		return neverLeave() ? weighed.signs(Set.of(Sign.OLDEST_NEVER_LEAVE)) : weighed;
	}

	/**
	 * Return whether none of the members leaves while new ones keep coming.
	 * @return whether the oldest never leave
	 */
	public boolean neverLeave() {
		return this.looks >= ENOUGH_LOOKS && this.added >= ENOUGH_ADDED && this.ended * TOLERATED <= this.added;
	}

	/**
	 * Return how many were seen to have come, an estimate in large registries.
	 * @return the number, including those of the first look
	 */
	public long added() {
		return this.atFirst + this.added;
	}

	/**
	 * Return how many were seen to have left, an estimate in large registries.
	 * @return the number
	 */
	public long ended() {
		return this.ended;
	}

	private Set<Object> sample(Iterable<?> present) {
		Set<Object> sampled = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Object member : present) {
			if (member != null && (System.identityHashCode(member) & this.mask) == 0) {
				sampled.add(member);
				if (sampled.size() > SAMPLE) {
					this.mask = (this.mask << 1) | 1;
					sampled.removeIf((each) -> (System.identityHashCode(each) & this.mask) != 0);
				}
			}
		}
		return sampled;
	}

}
