package io.leakguard.holding;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Watches whether early members of a collection are still in it after it has grown. Early
 * means present when the watch began; they are compared by identity while iterating, so
 * that nothing of the application is called, and are held weakly.
 * <p>
 * Why this is sound: whatever came later, these members were there first. If the
 * collection has since doubled, or grown by {@value #GREW_BY}, over at least
 * {@value #SCANS} scans, and not one of up to {@value #MEMBERS} has left, then members do
 * not leave at the rate at which they come. A cache that is warming up shows the same;
 * that is told from a leak by the shape of the growth, which must not flatten. One member
 * that has left is enough for the sign to be withdrawn and the watch to begin anew.
 */
final class Watch {

	private static final int MEMBERS = 16;

	private static final int GREW_BY = 64;

	/** Long enough for what is made and finished in a burst to be gone. */
	private static final int SCANS = 8;

	/** Beyond this the members are not looked for: about a millisecond of iterating. */
	private static final int ITERATED = 100_000;

	private final List<WeakReference<Object>> members = new ArrayList<>();

	private final long baseline;

	private final long since;

	private long checkAgainAt;

	private boolean neverLeave;

	private Watch(long baseline, long since) {
		this.baseline = baseline;
		this.since = since;
		this.checkAgainAt = Math.min(baseline * 2, baseline + GREW_BY);
	}

	static Watch begin(Container container, Object collection, long size, long scan) {
		Watch watch = new Watch(size, scan);
		if (container.isCopied()) {
			return watch;
		}
		try {
			Iterator<?> iterator = container.members(collection);
			while (iterator != null && iterator.hasNext() && watch.members.size() < MEMBERS) {
				Object member = identity(iterator.next());
				if (member != null && !isShared(member) && watch.isNew(member)) {
					watch.members.add(new WeakReference<>(member));
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			watch.members.clear();
		}
		return watch;
	}

	/**
	 * Look whether the early members are still there, if enough has happened since.
	 * @param container how to read the collection
	 * @param current the collection that is held now
	 * @param size its size
	 * @param scan the number of this scan
	 * @return whether the watch is still of use; if not, a new one should begin
	 */
	boolean check(Container container, Object current, long size, long scan) {
		if (this.members.isEmpty() || size < this.baseline) {
			return false;
		}
		if (scan - this.since < SCANS || size < this.checkAgainAt) {
			return true;
		}
		// ever rarer, so that the whole costs no more than a few iterations
		this.checkAgainAt = size + Math.max(size / 4, GREW_BY);
		this.neverLeave = areAllIn(container, current, size);
		return this.neverLeave;
	}

	boolean neverLeave() {
		return this.neverLeave;
	}

	private boolean areAllIn(Container container, Object current, long size) {
		if (this.members.stream().anyMatch((member) -> member.refersTo(null))) {
			return false;
		}
		if (!container.isOrdered() && size > ITERATED) {
			return false;
		}
		int missing = this.members.size();
		boolean[] found = new boolean[missing];
		try {
			Iterator<?> iterator = container.members(current);
			for (int i = 0; iterator != null && missing > 0 && i < ITERATED && iterator.hasNext(); i++) {
				int index = indexOf(identity(iterator.next()));
				if (index >= 0 && !found[index]) {
					found[index] = true;
					missing--;
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			return false;
		}
		return missing == 0;
	}

	private boolean isNew(Object member) {
		return indexOf(member) < 0;
	}

	private int indexOf(@Nullable Object member) {
		for (int index = 0; member != null && index < this.members.size(); index++) {
			if (this.members.get(index).refersTo(member)) {
				return index;
			}
		}
		return -1;
	}

	private static @Nullable Object identity(@Nullable Object member) {
		return (member instanceof Map.Entry<?, ?> entry && Shapes.isJdk(member.getClass())) ? entry.getKey() : member;
	}

	/** Such objects are in many places at once, so that being there proves nothing. */
	private static boolean isShared(Object member) {
		return member instanceof Number || member instanceof Boolean || member instanceof Character
				|| member instanceof Enum<?> || member instanceof Class<?>;
	}

}
