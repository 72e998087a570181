package io.leakguard.test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Assertions on what a piece of code leaves behind, for tests that do not want the whole
 * of {@link LeakFree @LeakFree}, or want to name the piece.
 */
public final class LeakAssertions {

	private static final Duration WITHIN = Duration.ofSeconds(2);

	private LeakAssertions() {
	}

	/**
	 * Run something and assert that the threads it started are gone soon after.
	 * @param code what to run
	 * @throws Exception what the code throws
	 * @throws AssertionError if threads are left after two seconds
	 */
	public static void assertLeavesNoThread(Code code) throws Exception {
		ThreadsBefore before = ThreadsBefore.now(List.of());
		code.run();
		before.verifyNothingLeft(WITHIN);
	}

	/**
	 * Make and use an object, drop it, and assert that nothing else holds it: that a
	 * collection takes it within two seconds.
	 * @param code makes the object, uses and ends it, and returns it
	 * @throws Exception what the code throws
	 * @throws AssertionError if something still holds the object
	 */
	public static void assertNothingHolds(Callable<?> code) throws Exception {
		WeakReference<?> reference = new WeakReference<>(code.call());
		Object object = reference.get();
		String type = (object != null) ? object.getClass().getName() : "null";
		object = null;
		if (!Eventually.isTrue(() -> reference.refersTo(null), WITHIN)) {
			throw new AssertionError(type + " is still held by something after it was dropped");
		}
	}

	/**
	 * A piece of code.
	 */
	@FunctionalInterface
	public interface Code {

		/**
		 * Run it.
		 * @throws Exception whatever it likes
		 */
		void run() throws Exception;

	}

}
