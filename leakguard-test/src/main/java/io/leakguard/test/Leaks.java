package io.leakguard.test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Probe;
import io.leakguard.tracking.Tracker;
import io.leakguard.tracking.Tracking;

/**
 * What a test says of its own things: this must be closed, that must go. Taken as a
 * parameter of a test that is {@link LeakFree @LeakFree}; verified when the test is over.
 * Thread-safe.
 */
public final class Leaks {

	private final Set<Opened> open = ConcurrentHashMap.newKeySet();

	private final Set<Expected> expected = ConcurrentHashMap.newKeySet();

	private final Tracking tracking = new Tracking();

	Leaks() {
	}

	/**
	 * Return trackers for code under test that cooperates: hand this to it in the place
	 * of the application's own. What it opens through a tracker must be closed before the
	 * test is over.
	 * @return the trackers of this test
	 */
	public Tracking tracking() {
		return this.tracking;
	}

	/**
	 * Say that something was opened and must be closed before the test is over.
	 * @param what how to name it in the failure
	 * @return to be closed when the thing is; closing it twice is harmless
	 */
	public Opening opened(String what) {
		Opened opened = new Opened(what, new Throwable(), new AtomicBoolean());
		this.open.add(opened);
		return () -> {
			if (opened.closed().compareAndSet(false, true)) {
				this.open.remove(opened);
			}
		};
	}

	/**
	 * Say that nothing may hold an object any more once the test is over. It is referred
	 * to weakly.
	 * @param object the object
	 * @param why why it must go, for the failure
	 */
	public void expectCollected(Object object, String why) {
		this.expected.add(new Expected(new WeakReference<>(object), object.getClass().getName(), why));
	}

	void verify(Duration within) {
		List<String> faults = new ArrayList<>();
		for (Opened opened : this.open) {
			faults.add(opened.what() + " was not closed, opened at " + opened.site());
		}
		if (!Eventually.isTrue(() -> this.expected.stream().allMatch(Expected::isGone), within)) {
			this.expected.stream()
				.filter((thing) -> !thing.isGone())
				.forEach((thing) -> faults.add(thing.type() + " is still held: " + thing.why()));
		}
		if (!Eventually.isTrue(() -> this.tracking.uncollected().isEmpty(), within)) {
			this.tracking.uncollected().stream().map("still held: "::concat).forEach(faults::add);
		}
		for (Tracker tracker : this.tracking.trackers()) {
			// what may be dropped ends with its collection, whenever that is
			if (tracker.open() > 0 && !tracker.isEndedByCollection()) {
				faults.add(tracker.open() + " of '" + tracker.name() + "' were not closed" + madeAt(tracker));
			}
		}
		this.tracking.close();
		if (!faults.isEmpty()) {
			throw new AssertionError("The test leaks:\n    " + String.join("\n    ", faults));
		}
	}

	private String madeAt(Tracker tracker) {
		Census census = new Census(Instant.now(), Attention.NONE, 1000, 100);
		for (Probe probe : this.tracking.probes()) {
			try {
				census.take(probe);
			}
			catch (Exception ex) {
				return "";
			}
		}
		return census.populations()
			.stream()
			.filter((population) -> population.name().equals(tracker.name()))
			.flatMap((population) -> population.groups().stream())
			.filter((group) -> group.count() > 0)
			.map((group) -> "\n        " + group.count() + " " + group.culprit().type()
					+ ((group.culprit().site() != null) ? " at " + group.culprit().site() : ""))
			.collect(Collectors.joining());
	}

	/** Something that is open until this is closed. */
	@FunctionalInterface
	public interface Opening extends AutoCloseable {

		/** Say that the thing is closed. */
		@Override
		void close();

	}

	private record Opened(String what, Throwable stack, AtomicBoolean closed) {

		private String site() {
			StackTraceElement[] frames = this.stack.getStackTrace();
			return (frames.length > 1) ? frames[1].toString() : "an unknown place";
		}

		@Override
		public boolean equals(Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this);
		}

	}

	private record Expected(WeakReference<Object> reference, String type, String why) {

		private boolean isGone() {
			return this.reference.refersTo(null);
		}

	}

}
