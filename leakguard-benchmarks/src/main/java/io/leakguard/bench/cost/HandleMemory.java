package io.leakguard.bench.cost;

import java.lang.ref.Reference;
import java.util.Locale;

import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Tracker;
import io.leakguard.tracking.Tracking;

/**
 * Measures how many bytes a live handle takes, with a million of them. What is opened is
 * always the same object, so its own size is no part of it.
 */
public final class HandleMemory {

	private static final int HANDLES = 1_000_000;

	private HandleMemory() {
	}

	/**
	 * Measure.
	 * @param args none
	 */
	public static void main(String[] args) {
		try (Tracking tracking = new Tracking()) {
			measure("counted", tracking.tracker("counted", Kind.NOT_CLOSED, Unit.OBJECTS));
			measure("watched", tracking.tracker("watched", Kind.NOT_CLOSED, Unit.OBJECTS).watched());
		}
	}

	private static void measure(String name, Tracker tracker) {
		Object thing = new Object();
		for (int i = 0; i < 10_000; i++) {
			tracker.opened(thing).close();
		}
		long before = used();
		for (int i = 0; i < HANDLES; i++) {
			tracker.opened(thing);
		}
		long after = used();
		Reference.reachabilityFence(thing);
		System.out.printf(Locale.ROOT, "%s: %.1f bytes per live handle, %d live%n", name,
				(double) (after - before) / HANDLES, tracker.open());
	}

	private static long used() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			System.gc();
			Runtime runtime = Runtime.getRuntime();
			least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
		}
		return least;
	}

}
