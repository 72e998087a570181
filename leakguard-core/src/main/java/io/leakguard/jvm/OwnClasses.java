package io.leakguard.jvm;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the classes that looking closer loads itself: the flight recorder alone brings
 * some hundreds, which must not be taken for growth of the application. What the
 * application loads meanwhile is counted with them, which errs on the quiet side.
 * Thread-safe.
 */
final class OwnClasses {

	private static final int FIRST = 3;

	private final Map<String, Integer> times = new ConcurrentHashMap<>();

	private final ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();

	private final AtomicLong loaded = new AtomicLong();

	long count() {
		return this.loaded.get();
	}

	/**
	 * Run what may load classes. It does so the first times; later ones are not counted,
	 * because what the application loads meanwhile would be.
	 * @param what names the work
	 * @param work the work
	 */
	void during(String what, Runnable work) {
		Runnable loaded = from(what);
		try {
			work.run();
		}
		finally {
			loaded.run();
		}
	}

	/**
	 * Begin what may load classes, as {@link #during} does.
	 * @param what names the work
	 * @return is run when it has loaded what it needs; later runs count nothing
	 */
	Runnable from(String what) {
		if (this.times.merge(what, 1, Integer::sum) > FIRST) {
			return () -> {
			};
		}
		long before = this.classes.getTotalLoadedClassCount();
		AtomicBoolean counted = new AtomicBoolean();
		return () -> {
			if (counted.compareAndSet(false, true)) {
				this.loaded.addAndGet(this.classes.getTotalLoadedClassCount() - before);
			}
		};
	}

}
