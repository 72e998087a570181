package io.leakguard.jvm;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads from the collectors' beans what the last collection that matters left alive. A
 * young collection never matters. What does, was measured on Java 17 and 25:
 * <ul>
 * <li>Parallel, Serial: a full collection.
 * <li>ZGC, Shenandoah: a cycle over the whole heap (with generations: a major one).
 * <li>G1: a full collection; or a concurrent cycle with the mixed collections that follow
 * it. The young bean counts these, but they alone (and, since Java 20, the cycle itself)
 * change what the old pool says was left. The last of them counts: garbage that is still
 * to be freed by the next would look like something alive.
 * </ul>
 * Not thread-safe.
 */
final class LiveHeap {

	private static final String G1_OLD_POOL = "G1 Old Gen";

	/**
	 * Young collections without a change until it is clear that no mixed one follows: the
	 * first prepares the mixed ones, the second would be one.
	 */
	private static final int UNTIL_MIXED = 2;

	private final List<Collector> collectors;

	private final List<Collector> wholeHeap;

	private final @Nullable Collector young;

	private final @Nullable HeapPool g1Old;

	private final Set<String> pools = new HashSet<>();

	private long wholeCount;

	private long anyCount;

	private long leftInOld;

	private long pendingSinceYoung = -1;

	LiveHeap(List<Collector> collectors, List<HeapPool> pools) {
		this.collectors = collectors;
		for (HeapPool pool : pools) {
			this.pools.add(pool.name());
		}
		boolean generationalShenandoah = this.pools.contains("Shenandoah Old Gen");
		this.wholeHeap = (generationalShenandoah) ? List.of()
				: collectors.stream().filter(Collector::visitsWholeHeap).toList();
		this.young = collectors.stream()
			.filter((collector) -> collector.name().equals("G1 Young Generation"))
			.findFirst()
			.orElse(null);
		this.g1Old = pools.stream().filter((pool) -> pool.name().equals(G1_OLD_POOL)).findFirst().orElse(null);
		this.leftInOld = leftInOld();
	}

	/**
	 * Return whether this collector tells what survives.
	 * @return whether there is anything to read
	 */
	boolean isReadable() {
		return !this.wholeHeap.isEmpty();
	}

	/**
	 * Return how many collections of any kind have run.
	 * @return the number
	 */
	long collections() {
		return count(this.collectors);
	}

	/**
	 * Read.
	 * @return bytes alive after a collection that ran since the last call, or nothing if
	 * none ran that matters
	 */
	OptionalLong poll() {
		long whole = count(this.wholeHeap);
		if (whole != this.wholeCount) {
			this.wholeCount = whole;
			this.leftInOld = leftInOld();
			this.pendingSinceYoung = -1;
			return afterWhole();
		}
		return (this.g1Old != null && this.young != null) ? pollMixed() : OptionalLong.empty();
	}

	/**
	 * Read what collections of any kind leave. After a young one that is what is alive
	 * and what has become garbage in the old generation, so it says less.
	 * @return bytes used after the last collection, or nothing if none ran since the last
	 * call
	 */
	OptionalLong pollAny() {
		long count = collections();
		if (count == this.anyCount) {
			return OptionalLong.empty();
		}
		this.anyCount = count;
		return after(this.collectors);
	}

	/** Asked in each scan, where a stream would be the larger part of the cost. */
	private static long count(List<Collector> collectors) {
		long count = 0;
		for (Collector collector : collectors) {
			count += collector.count();
		}
		return count;
	}

	private OptionalLong afterWhole() {
		return after(this.wholeHeap);
	}

	private OptionalLong after(List<Collector> collectors) {
		Collector.Last latest = null;
		for (Collector collector : collectors) {
			Collector.Last last = collector.last();
			if (last != null && (latest == null || last.id() > latest.id())) {
				latest = last;
			}
		}
		if (latest == null) {
			return OptionalLong.empty();
		}
		long used = 0;
		for (Map.Entry<String, Long> pool : latest.usedAfter().entrySet()) {
			used += (this.pools.contains(pool.getKey())) ? pool.getValue() : 0;
		}
		return OptionalLong.of(used);
	}

	private OptionalLong pollMixed() {
		long left = leftInOld();
		if (left != this.leftInOld) {
			// an upper limit only, as long as more mixed collections may follow
			this.leftInOld = left;
			this.pendingSinceYoung = this.young.count();
			return OptionalLong.empty();
		}
		if (this.pendingSinceYoung >= 0 && this.young.count() >= this.pendingSinceYoung + UNTIL_MIXED) {
			this.pendingSinceYoung = -1;
			return OptionalLong.of(left);
		}
		return OptionalLong.empty();
	}

	private long leftInOld() {
		return (this.g1Old != null) ? this.g1Old.usedAfterCollection() : -1;
	}

}
