package io.leakguard.tracking;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Proves collections with canaries. A canary is held until it must be in the old
 * generation, then dropped; once its weak reference is cleared, a collection has covered
 * old objects. Counting notifications proves less: some cycles clear no weak reference,
 * and some that do are not notified.
 * <p>
 * Needs {@value #RESERVE} collections of old objects in a row before it can miss one, and
 * counts at most one per look, so it never counts too many.
 */
final class CanaryCycles implements CollectionCycles {

	/** No collector lets an object survive more young collections than this. */
	private static final int TENURED_AFTER = 16;

	private static final int RESERVE = 4;

	private final Supplier<Collections> collections;

	private final Deque<Canary> held = new ArrayDeque<>(RESERVE);

	private @Nullable WeakReference<Object> dropped;

	private long cycles;

	CanaryCycles() {
		this(CanaryCycles::read);
	}

	CanaryCycles(Supplier<Collections> collections) {
		this.collections = collections;
	}

	@Override
	public long observe() {
		Collections now = this.collections.get();
		if (this.dropped != null && this.dropped.refersTo(null)) {
			this.dropped = null;
			this.cycles++;
		}
		if (this.dropped == null) {
			Canary oldest = this.held.peekFirst();
			if (oldest != null && oldest.isOld(now)) {
				this.held.removeFirst();
				this.dropped = new WeakReference<>(oldest.body());
			}
		}
		while (this.held.size() < RESERVE) {
			this.held.addLast(new Canary(new Object(), now));
		}
		return this.cycles;
	}

	private static Collections read() {
		long all = 0;
		long full = 0;
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			long count = Math.max(0, collector.getCollectionCount());
			all += count;
			if (coversOld(collector.getName().toLowerCase(Locale.ROOT))) {
				full += count;
			}
		}
		return new Collections(all, full);
	}

	/** What is named so promotes every survivor, or has no generations at all. */
	private static boolean coversOld(String name) {
		return name.contains("marksweep") || name.equals("g1 old generation") || name.equals("zgc cycles")
				|| name.equals("zgc major cycles") || name.equals("shenandoah cycles");
	}

	/**
	 * How many collections the JVM says it has done.
	 *
	 * @param all of every kind
	 * @param full those after which every survivor is old
	 */
	record Collections(long all, long full) {

	}

	private record Canary(Object body, Collections bornAt) {

		boolean isOld(Collections now) {
			return now.full() > this.bornAt.full() || now.all() - this.bornAt.all() >= TENURED_AFTER;
		}

	}

}
