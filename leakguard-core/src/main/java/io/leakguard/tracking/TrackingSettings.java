package io.leakguard.tracking;

import java.time.Duration;
import java.util.function.Predicate;

import io.leakguard.population.ApplicationFrames;

/**
 * The numbers of {@link Tracking}. Immutable.
 *
 * @param heldTooLong when a thing that should be closed has been open for too long, and a
 * registration without turnover is old; a request, a transaction and a download are over
 * by then
 * @param notCollectedAfter how long a thing that has ended may stay reachable; callers
 * still unwind and pools still recycle in the first seconds
 * @param notCollectedCycles how many qualifying collections it must have survived; a
 * concurrent one may have begun before the thing ended, and another keeps what was
 * reachable when it began
 * @param taskStuckAfter how long a task must run before it can be stuck
 * @param maxTrackers how many trackers are kept; further names share one
 * @param maxGroups how many groups are kept per tracker; further ones share one
 * @param maxSites how many creation sites are kept per group
 * @param maxStacks how many stacks are kept per site, only under suspicion
 * @param maxFrames how deep a stack may be
 * @param maxHandles how many live handles are kept per tracker; further ones are counted
 * but have no age, and things that would have to be watched for collection are not
 * counted
 * @param maxExpected how many things that have ended are watched at a time
 * @param sitesPerSecond how many creation sites a tracker may look up per second without
 * suspicion, at 2 µs each in a shallow stack and 80 µs below the proxies of a framework;
 * small numbers are thus all known. While nothing new is found they become fewer, down to
 * a quarter
 * @param suspectedSitesPerSecond the same for a tracker under suspicion
 * @param application tells the class names of the application from those of libraries
 */
public record TrackingSettings(Duration heldTooLong, Duration notCollectedAfter, int notCollectedCycles,
		Duration taskStuckAfter, int maxTrackers, int maxGroups, int maxSites, int maxStacks, int maxFrames,
		int maxHandles, int maxExpected, int sitesPerSecond, int suspectedSitesPerSecond,
		Predicate<String> application) {

	/** What suits most services. */
	public static final TrackingSettings DEFAULTS = new TrackingSettings(Duration.ofMinutes(5), Duration.ofSeconds(10),
			3, Duration.ofMinutes(5), 256, 256, 32, 5, 64, 2_000_000, 10_000, 16, 1000,
			new ApplicationFrames()::isApplication);

	public TrackingSettings {
		positive("heldTooLong", heldTooLong);
		positive("notCollectedAfter", notCollectedAfter);
		positive("taskStuckAfter", taskStuckAfter);
		positive("notCollectedCycles", notCollectedCycles);
		positive("maxTrackers", maxTrackers);
		positive("maxGroups", maxGroups);
		positive("maxSites", maxSites);
		positive("maxStacks", maxStacks);
		positive("maxFrames", maxFrames);
		positive("maxHandles", maxHandles);
		positive("maxExpected", maxExpected);
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'" + name + "' must be positive, but is " + value);
		}
	}

	private static void positive(String name, int value) {
		if (value < 1) {
			throw new IllegalArgumentException("'" + name + "' must be positive, but is " + value);
		}
	}

	/**
	 * Return these settings with another {@link #heldTooLong()}.
	 * @param value how long is too long
	 * @return the new settings
	 */
	public TrackingSettings withHeldTooLong(Duration value) {
		return new TrackingSettings(value, this.notCollectedAfter, this.notCollectedCycles, this.taskStuckAfter,
				this.maxTrackers, this.maxGroups, this.maxSites, this.maxStacks, this.maxFrames, this.maxHandles,
				this.maxExpected, this.sitesPerSecond, this.suspectedSitesPerSecond, this.application);
	}

	/**
	 * Return these settings with other conditions for what should have been collected.
	 * @param after how long it may stay reachable
	 * @param cycles how many qualifying collections it must have survived
	 * @return the new settings
	 */
	public TrackingSettings withNotCollected(Duration after, int cycles) {
		return new TrackingSettings(this.heldTooLong, after, cycles, this.taskStuckAfter, this.maxTrackers,
				this.maxGroups, this.maxSites, this.maxStacks, this.maxFrames, this.maxHandles, this.maxExpected,
				this.sitesPerSecond, this.suspectedSitesPerSecond, this.application);
	}

	/**
	 * Return these settings with another {@link #taskStuckAfter()}.
	 * @param value how long a task must run
	 * @return the new settings
	 */
	public TrackingSettings withTaskStuckAfter(Duration value) {
		return new TrackingSettings(this.heldTooLong, this.notCollectedAfter, this.notCollectedCycles, value,
				this.maxTrackers, this.maxGroups, this.maxSites, this.maxStacks, this.maxFrames, this.maxHandles,
				this.maxExpected, this.sitesPerSecond, this.suspectedSitesPerSecond, this.application);
	}

	/**
	 * Return these settings with other numbers of live handles and expected objects.
	 * @param handles how many live handles are kept per tracker
	 * @param expected how many things that have ended are watched at a time
	 * @return the new settings
	 */
	public TrackingSettings withMaximum(int handles, int expected) {
		return new TrackingSettings(this.heldTooLong, this.notCollectedAfter, this.notCollectedCycles,
				this.taskStuckAfter, this.maxTrackers, this.maxGroups, this.maxSites, this.maxStacks, this.maxFrames,
				handles, expected, this.sitesPerSecond, this.suspectedSitesPerSecond, this.application);
	}

	/**
	 * Return these settings with another rate of looking up creation sites.
	 * @param perSecond how many per second and tracker
	 * @param suspected how many per second for a tracker under suspicion
	 * @return the new settings
	 */
	public TrackingSettings withSites(int perSecond, int suspected) {
		return new TrackingSettings(this.heldTooLong, this.notCollectedAfter, this.notCollectedCycles,
				this.taskStuckAfter, this.maxTrackers, this.maxGroups, this.maxSites, this.maxStacks, this.maxFrames,
				this.maxHandles, this.maxExpected, perSecond, suspected, this.application);
	}

	/**
	 * Return these settings with another idea of what belongs to the application.
	 * @param value whether a class of that name does
	 * @return the new settings
	 */
	public TrackingSettings withApplication(Predicate<String> value) {
		return new TrackingSettings(this.heldTooLong, this.notCollectedAfter, this.notCollectedCycles,
				this.taskStuckAfter, this.maxTrackers, this.maxGroups, this.maxSites, this.maxStacks, this.maxFrames,
				this.maxHandles, this.maxExpected, this.sitesPerSecond, this.suspectedSitesPerSecond, value);
	}

}
