package io.leakguard.tracking;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
		Map<String, Long> counts = new HashMap<>();
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			counts.merge(collector.getName(), Math.max(0, collector.getCollectionCount()), Long::sum);
		}
		return Collections.of(counts);
	}

	/** What is named so promotes every survivor, or has no generations at all. */
	private static boolean coversOld(String name) {
		return name.contains("marksweep") || name.equals("g1 old generation") || name.equals("zgc cycles")
				|| name.equals("zgc major cycles") || name.equals("shenandoah cycles");
	}

	/**
	 * Beside its collections, a collector may tell of their pauses, several to each, and
	 * of the pauses of its marking, such as {@code G1 Concurrent GC} as of Java 20. No
	 * object gets older by those.
	 */
	private static boolean isYoung(String name) {
		return !coversOld(name) && !name.contains("pauses") && !name.contains("concurrent");
	}

	/**
	 * How many collections the JVM says it has done.
	 *
	 * @param young those after which a survivor is older by one
	 * @param full those after which every survivor is old
	 */
	record Collections(long young, long full) {

		/**
		 * Tell the collections apart.
		 * @param counts what each collector of the JVM says, by its name
		 * @return the sums
		 */
		static Collections of(Map<String, Long> counts) {
			long young = 0;
			long full = 0;
			for (Map.Entry<String, Long> collector : counts.entrySet()) {
				String name = collector.getKey().toLowerCase(Locale.ROOT);
				full += coversOld(name) ? collector.getValue() : 0;
				young += isYoung(name) ? collector.getValue() : 0;
			}
			return new Collections(young, full);
		}

	}

	private record Canary(Object body, Collections bornAt) {

		boolean isOld(Collections now) {
			return now.full() > this.bornAt.full() || now.young() - this.bornAt.young() >= TENURED_AFTER;
		}

	}

}
