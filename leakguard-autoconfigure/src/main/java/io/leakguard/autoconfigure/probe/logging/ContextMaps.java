package io.leakguard.autoconfigure.probe.logging;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The maps of diagnostic context that platform threads have now, as the threads
 * themselves report them. What is left in a thread is of the JDK only and lives as long
 * as the thread; a map is let go of when the thread gives it up. Thread-safe; a report
 * costs one read of a thread local.
 */
final class ContextMaps {

	/** More threads than any pool has. */
	private static final int MAX_THREADS = 10_000;

	private final ThreadLocal<@Nullable AtomicReference<@Nullable Map<String, String>>> slots = new ThreadLocal<>();

	private final Collection<Entry> entries = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private volatile boolean closed;

	/**
	 * Report the map that the calling thread has now.
	 * @param map the map, {@code null} for none
	 */
	void report(@Nullable Map<String, String> map) {
		AtomicReference<@Nullable Map<String, String>> slot = this.slots.get();
		if (slot == null) {
			if (map == null || this.closed) {
				return;
			}
			slot = new AtomicReference<>();
			this.slots.set(slot);
			register(slot);
		}
		if (slot.getPlain() != map) {
			slot.set(this.closed ? null : map);
		}
	}

	private void register(AtomicReference<@Nullable Map<String, String>> slot) {
		Thread thread = Thread.currentThread();
		// virtual threads are not pooled, and there may be millions of them
		if (!isVirtual(thread) && this.size.get() < MAX_THREADS) {
			this.size.incrementAndGet();
			this.entries.add(new Entry(new WeakReference<>(thread), new WeakReference<>(slot)));
		}
	}

	/** {@code Thread.isVirtual()} is newer than Java 17. */
	private static boolean isVirtual(Thread thread) {
		ThreadGroup group = thread.getThreadGroup();
		return group != null && "VirtualThreads".equals(group.getName());
	}

	/**
	 * Return the maps that are there now.
	 * @return the maps, which their threads may be changing
	 */
	List<ThreadMap> current() {
		List<ThreadMap> current = new ArrayList<>();
		for (Iterator<Entry> iterator = this.entries.iterator(); iterator.hasNext();) {
			Entry entry = iterator.next();
			Thread thread = entry.thread.get();
			AtomicReference<@Nullable Map<String, String>> slot = entry.slot.get();
			if (thread == null || slot == null || !thread.isAlive()) {
				iterator.remove();
				this.size.decrementAndGet();
				continue;
			}
			Map<String, String> map = slot.get();
			if (map != null) {
				current.add(new ThreadMap(thread.getName(), map));
			}
		}
		return current;
	}

	/** Let go of everything. */
	void close() {
		this.closed = true;
		for (Entry entry : this.entries) {
			AtomicReference<@Nullable Map<String, String>> slot = entry.slot.get();
			if (slot != null) {
				slot.set(null);
			}
		}
		this.entries.clear();
		this.size.set(0);
	}

	/**
	 * The map of a thread.
	 *
	 * @param thread the name of the thread
	 * @param map its map
	 */
	record ThreadMap(String thread, Map<String, String> map) {

	}

	/** A thread and where its map is reported. */
	private record Entry(WeakReference<Thread> thread,
			WeakReference<AtomicReference<@Nullable Map<String, String>>> slot) {

	}

}
