package io.leakguard.jvm;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A garbage collector as far as its bean tells: how often it ran, how long, and what its
 * last run left. Reading costs some microseconds and leaves no listener behind.
 */
interface Collector {

	/** Beans whose time is that of concurrent cycles, in which the application runs. */
	Set<String> CYCLES = Set.of("ZGC Cycles", "ZGC Minor Cycles", "ZGC Major Cycles", "Shenandoah Cycles");

	/**
	 * Beans whose collections visit the whole heap. G1's mixed collections are none of
	 * them: its young bean counts them.
	 */
	Set<String> WHOLE_HEAP = Set.of("G1 Old Generation", "PS MarkSweep", "MarkSweepCompact", "ConcurrentMarkSweep",
			"ZGC Cycles", "ZGC Major Cycles", "Shenandoah Cycles", "global");

	String name();

	long count();

	long totalMillis();

	@Nullable Last last();

	default boolean pauses() {
		return !CYCLES.contains(name());
	}

	default boolean visitsWholeHeap() {
		return WHOLE_HEAP.contains(name());
	}

	/**
	 * The last run.
	 *
	 * @param id its number
	 * @param durationMillis how long it took
	 * @param usedAfter bytes used afterwards by memory pool
	 */
	record Last(long id, long durationMillis, Map<String, Long> usedAfter) {

	}

	/**
	 * Return the collectors of this JVM.
	 * @return the collectors
	 */
	static List<Collector> all() {
		List<Collector> all = new ArrayList<>();
		for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
			all.add(new Bean(bean));
		}
		return all;
	}

	/** A collector of this JVM. */
	record Bean(GarbageCollectorMXBean bean) implements Collector {

		@Override
		public String name() {
			return this.bean.getName();
		}

		@Override
		public long count() {
			return this.bean.getCollectionCount();
		}

		@Override
		public long totalMillis() {
			return this.bean.getCollectionTime();
		}

		@Override
		public @Nullable Last last() {
			try {
				return Details.of(this.bean);
			}
			catch (LinkageError ex) {
				// the module jdk.management is optional
				return null;
			}
		}

	}

	/** Apart, because it does not link without the module {@code jdk.management}. */
	final class Details {

		private Details() {
		}

		static @Nullable Last of(GarbageCollectorMXBean bean) {
			if (!(bean instanceof com.sun.management.GarbageCollectorMXBean detailed)) {
				return null;
			}
			com.sun.management.GcInfo info = detailed.getLastGcInfo();
			if (info == null) {
				return null;
			}
			Map<String, Long> used = new HashMap<>();
			for (Map.Entry<String, MemoryUsage> pool : info.getMemoryUsageAfterGc().entrySet()) {
				used.put(pool.getKey(), pool.getValue().getUsed());
			}
			return new Last(info.getId(), info.getDuration(), used);
		}

	}

}
