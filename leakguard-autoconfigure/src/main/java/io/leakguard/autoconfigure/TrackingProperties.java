package io.leakguard.autoconfigure;

import java.time.Duration;

import io.leakguard.tracking.TrackingSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept of things whose beginning and end is told.
 *
 * @param heldTooLong Time after which a thing that should be closed has been open for too
 * long, and a registration without turnover is old.
 * @param notCollectedAfter Time that a thing that has ended may stay reachable.
 * @param notCollectedCycles Collections of old objects that a thing that has ended must
 * have survived before it is reported.
 * @param taskStuckAfter Time that a task must run before it can be stuck.
 * @param maxTrackers Trackers that are kept. Further names share one.
 * @param maxGroups Groups, such as classes, that are kept of one tracker.
 * @param maxSites Creation sites that are kept of one group.
 * @param maxStacks Stacks that are kept of one site under suspicion.
 * @param maxFrames Frames that are kept of one stack.
 * @param maxHandles Live handles that are kept of one tracker. Further ones are only
 * counted.
 * @param maxExpected Things that have ended that are watched at a time.
 * @param sitesPerSecond Creation sites that a tracker may look up per second. While
 * nothing new is found they become fewer, down to a quarter.
 * @param suspectedSitesPerSecond Creation sites that a tracker under suspicion may look
 * up per second.
 */
@ConfigurationProperties("leakguard.tracking")
public record TrackingProperties(@DefaultValue("5m") Duration heldTooLong,
		@DefaultValue("10s") Duration notCollectedAfter, @DefaultValue("3") int notCollectedCycles,
		@DefaultValue("5m") Duration taskStuckAfter, @DefaultValue("256") int maxTrackers,
		@DefaultValue("256") int maxGroups, @DefaultValue("32") int maxSites, @DefaultValue("5") int maxStacks,
		@DefaultValue("64") int maxFrames, @DefaultValue("2000000") int maxHandles,
		@DefaultValue("10000") int maxExpected, @DefaultValue("16") int sitesPerSecond,
		@DefaultValue("1000") int suspectedSitesPerSecond) {

	private static final Range<Duration> TIME = Range.of(Duration.ofSeconds(1), Duration.ofDays(30));

	public TrackingProperties {
		TIME.check("tracking.held-too-long", heldTooLong);
		TIME.check("tracking.not-collected-after", notCollectedAfter);
		Range.of(1, 100).check("tracking.not-collected-cycles", notCollectedCycles);
		TIME.check("tracking.task-stuck-after", taskStuckAfter);
		Range.of(2, 10_000).check("tracking.max-trackers", maxTrackers);
		Range.of(2, 10_000).check("tracking.max-groups", maxGroups);
		Range.of(1, 1000).check("tracking.max-sites", maxSites);
		Range.of(1, 100).check("tracking.max-stacks", maxStacks);
		Range.of(1, 1024).check("tracking.max-frames", maxFrames);
		Range.of(1, 100_000_000).check("tracking.max-handles", maxHandles);
		Range.of(1, 1_000_000).check("tracking.max-expected", maxExpected);
		Range.of(0, 1_000_000).check("tracking.sites-per-second", sitesPerSecond);
		Range.of(0, 1_000_000).check("tracking.suspected-sites-per-second", suspectedSitesPerSecond);
	}

	/**
	 * Return the numbers of the tracking.
	 * @return the settings
	 */
	public TrackingSettings settings() {
		return new TrackingSettings(this.heldTooLong, this.notCollectedAfter, this.notCollectedCycles,
				this.taskStuckAfter, this.maxTrackers, this.maxGroups, this.maxSites, this.maxStacks, this.maxFrames,
				this.maxHandles, this.maxExpected, this.sitesPerSecond, this.suspectedSitesPerSecond,
				TrackingSettings.DEFAULTS.application());
	}

	/** That of a record takes milliseconds of the start when it is asked for first. */
	@Override
	public int hashCode() {
		return this.heldTooLong.hashCode();
	}

}
