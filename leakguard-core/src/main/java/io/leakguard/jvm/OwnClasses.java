package io.leakguard.jvm;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Counts the classes that looking closer at heap and classes loads itself: the flight
 * recorder alone brings some hundreds, which must not be taken for growth of the
 * application. What the application loads meanwhile is counted with them, which errs on
 * the quiet side: while such work is under way, nothing grows. It is counted as it is
 * loaded, because what is taken off only in the end makes a growing number fall, which no
 * leak does.
 * <p>
 * Thread-safe.
 */
final class OwnClasses {

	private static final int FIRST = 3;

	/** Work that takes longer hangs, and must not hide what the application loads. */
	private static final Duration LONGEST = Duration.ofMinutes(1);

	private final Map<String, Integer> times = new HashMap<>();

	private final LongSupplier total;

	private final LongSupplier nanoTime;

	private int underWay;

	private long round;

	private long began;

	private long before;

	private long loaded;

	OwnClasses() {
		this(() -> ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount(), System::nanoTime);
	}

	OwnClasses(LongSupplier total, LongSupplier nanoTime) {
		this.total = total;
		this.nanoTime = nanoTime;
	}

	synchronized long count() {
		if (this.underWay > 0 && this.nanoTime.getAsLong() - this.began > LONGEST.toNanos()) {
			endRound();
		}
		return this.loaded + ((this.underWay > 0) ? this.total.getAsLong() - this.before : 0);
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
	 * @return must be run when it has loaded what it needs; later runs count nothing
	 */
	synchronized Runnable from(String what) {
		if (this.times.merge(what, 1, Integer::sum) > FIRST) {
			return () -> {
			};
		}
		if (this.underWay == 0) {
			this.before = this.total.getAsLong();
			this.began = this.nanoTime.getAsLong();
		}
		this.underWay++;
		long mine = this.round;
		AtomicBoolean ended = new AtomicBoolean();
		return () -> {
			if (ended.compareAndSet(false, true)) {
				end(mine);
			}
		};
	}

	/** Two at the same time load the same classes. */
	private synchronized void end(long round) {
		if (round == this.round && --this.underWay == 0) {
			endRound();
		}
	}

	private void endRound() {
		this.underWay = 0;
		this.round++;
		this.loaded += this.total.getAsLong() - this.before;
	}

}
