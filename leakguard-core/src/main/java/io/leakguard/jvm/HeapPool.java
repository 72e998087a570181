package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;

/**
 * A memory pool of the heap.
 */
interface HeapPool {

	String name();

	/**
	 * Return what the last collection that concerns this pool left in it.
	 * @return bytes, or -1 if the pool does not tell
	 */
	long usedAfterCollection();

	/**
	 * Return the heap pools of this JVM.
	 * @return the pools
	 */
	static List<HeapPool> all() {
		List<HeapPool> all = new ArrayList<>();
		for (MemoryPoolMXBean bean : ManagementFactory.getMemoryPoolMXBeans()) {
			if (bean.getType() == MemoryType.HEAP) {
				all.add(new Bean(bean));
			}
		}
		return all;
	}

	/** A pool of this JVM. */
	record Bean(MemoryPoolMXBean bean) implements HeapPool {

		@Override
		public String name() {
			return this.bean.getName();
		}

		@Override
		public long usedAfterCollection() {
			MemoryUsage usage = this.bean.getCollectionUsage();
			return (usage != null) ? usage.getUsed() : -1;
		}

	}

}
