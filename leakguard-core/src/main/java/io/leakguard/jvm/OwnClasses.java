package io.leakguard.jvm;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the classes that looking closer loads itself: the flight recorder alone brings
 * some hundreds, which must not be taken for growth of the application. What the
 * application loads meanwhile is counted with them, which errs on the quiet side.
 * Thread-safe.
 */
final class OwnClasses {

	private final ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();

	private final AtomicLong loaded = new AtomicLong();

	long count() {
		return this.loaded.get();
	}

	/** Run what may load classes. */
	void during(Runnable work) {
		long before = this.classes.getTotalLoadedClassCount();
		try {
			work.run();
		}
		finally {
			this.loaded.addAndGet(this.classes.getTotalLoadedClassCount() - before);
		}
	}

}
