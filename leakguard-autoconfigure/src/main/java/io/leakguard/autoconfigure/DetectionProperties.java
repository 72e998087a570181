package io.leakguard.autoconfigure;

import java.time.Duration;

import io.leakguard.detection.DetectionSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * When something is a leak.
 *
 * @param minScans Scans that a window must have before its shape is judged. The default
 * leaves 8 when the warm-up is dropped; fewer cannot tell a rise from chance.
 * @param confirmScans Scans that must be known before an independent sign may confirm a
 * suspicion. The default lets a pool fill in its first burst without being confirmed on
 * the way up.
 * @param turnoverScans Scans in which nothing may have left before that counts as an
 * independent sign. The default gives what expires the time to do so.
 * @param persistedScans Scans over which something must have grown in every part before
 * that counts as an independent sign. The default makes each of five parts nine scans
 * long.
 * @param warmUpShare Share at the beginning of a window that is taken for the warm-up and
 * dropped. The default drops the first of the thirds that are compared.
 * @param byteEffect Least rise of a number of bytes, as a share of its level. Below the
 * default heaps wander by themselves.
 * @param minBytes Least rise of a number of bytes. Nobody runs out of less than the
 * default.
 * @param minCount Least rise of a count that never falls. The default allows for a
 * handful of things that are made on first use.
 * @param minNoisyCount Least rise of a count that also falls. The default is above the
 * one of a count that never falls, which needs no chance to be ruled out.
 * @param minClasses Least rise of the number of loaded classes. The default is more than
 * one class of a library brings with it when it is used for the first time.
 * @param lastThirdShare How fast the last third of a window must still rise, as a share
 * of the middle third. What fills up or warms up rises less than the default.
 * @param stepShare Share of a rise from which on a single jump explains it. The default
 * is more than half, so that the rest cannot be what matters.
 * @param boundMargin By how much of its declared bound a population must exceed it to be
 * suspected. Many bounds are enforced late, hence the default.
 * @param surgePerSecond How fast live heap must rise per second to be a surge. The
 * default fills any ordinary heap within minutes.
 * @param surgeFor How long live heap must rise that fast. Loading a large answer takes
 * less than the default.
 * @param liveHeapUp Rise of live heap over three collections that supports a suspicion,
 * as a share. The default is five times the least rise that is no wandering.
 * @param patience How long something must have grown before that alone confirms it, a
 * quarter of it where members should have left. Less at intervals below 15s, none from 2s
 * on, and at most a quarter of the time that is left to a limit. Within the default most
 * caches are warm and most clients have come back after a roll-out.
 * @param confirmMembers How many more than at first something that is meant to stay, such
 * as an entry, must be to be confirmed. The default is more than the values of any
 * enumeration and of most tables that are read once. Fewer stay a suspicion.
 * @param confirmThreads How many more than at first threads must be to be confirmed. The
 * default allows for an executor or a client for each of some hosts or tenants. Fewer
 * stay a suspicion.
 * @param endedShare Share of what was added that may have ended while it still counts as
 * never leaving. The default allows for a few mishaps.
 * @param boundSlack Members above a declared bound that do not count, beside the margin.
 * The default is for bounds of a handful, of which a margin is nothing.
 * @param longestLifetime Longest time to live of its members for which a population may
 * fill without being judged. Traffic comes round in a day, hence the default; a process
 * that runs for less never sees an entry of a week expire.
 */
@ConfigurationProperties("leakguard.detection")
public record DetectionProperties(@DefaultValue("12") int minScans, @DefaultValue("20") int confirmScans,
		@DefaultValue("24") int turnoverScans, @DefaultValue("45") int persistedScans,
		@DefaultValue("0.3333333333333333") double warmUpShare, @DefaultValue("0.04") double byteEffect,
		@DefaultValue("1MB") DataSize minBytes, @DefaultValue("5") int minCount, @DefaultValue("8") int minNoisyCount,
		@DefaultValue("30") int minClasses, @DefaultValue("0.4") double lastThirdShare,
		@DefaultValue("0.6") double stepShare, @DefaultValue("0.25") double boundMargin,
		@DefaultValue("50000000B") DataSize surgePerSecond, @DefaultValue("3s") Duration surgeFor,
		@DefaultValue("0.2") double liveHeapUp, @DefaultValue("1h") Duration patience,
		@DefaultValue("30") int confirmMembers, @DefaultValue("16") int confirmThreads,
		@DefaultValue("0.02") double endedShare, @DefaultValue("16") int boundSlack,
		@DefaultValue("1d") Duration longestLifetime) {

	private static final int MAX_SCANS = 128;

	public DetectionProperties {
		Range.of(12, MAX_SCANS).check("detection.min-scans", minScans);
		Range.of(minScans, MAX_SCANS).check("detection.confirm-scans", confirmScans);
		Range.of(minScans, MAX_SCANS).check("detection.turnover-scans", turnoverScans);
		Range.of(minScans, MAX_SCANS).check("detection.persisted-scans", persistedScans);
		Range.of(0.0, 0.5).check("detection.warm-up-share", warmUpShare);
		Range.of(0.001, 1.0).check("detection.byte-effect", byteEffect);
		atLeastOneByte("detection.min-bytes", minBytes);
		Range.of(1, Integer.MAX_VALUE).check("detection.min-count", minCount);
		Range.of(minCount, Integer.MAX_VALUE).check("detection.min-noisy-count", minNoisyCount);
		Range.of(1, Integer.MAX_VALUE).check("detection.min-classes", minClasses);
		Range.of(0.0, 1.0).check("detection.last-third-share", lastThirdShare);
		Range.of(0.2, 1.0).check("detection.step-share", stepShare);
		Range.of(0.0, 10.0).check("detection.bound-margin", boundMargin);
		atLeastOneByte("detection.surge-per-second", surgePerSecond);
		Range.of(Duration.ofSeconds(1), Duration.ofHours(1)).check("detection.surge-for", surgeFor);
		Range.of(0.01, 10.0).check("detection.live-heap-up", liveHeapUp);
		Range.of(Duration.ZERO, Duration.ofDays(7)).check("detection.patience", patience);
		Range.of(1, Integer.MAX_VALUE).check("detection.confirm-members", confirmMembers);
		Range.of(1, Integer.MAX_VALUE).check("detection.confirm-threads", confirmThreads);
		Range.of(0.0, 0.5).check("detection.ended-share", endedShare);
		Range.of(0, Integer.MAX_VALUE).check("detection.bound-slack", boundSlack);
		Range.of(Duration.ZERO, Duration.ofDays(365)).check("detection.longest-lifetime", longestLifetime);
	}

	private static void atLeastOneByte(String property, DataSize size) {
		Assert.isTrue(size.toBytes() >= 1,
				() -> "'leakguard.%s' must be at least 1B but is %s".formatted(property, size));
	}

	/**
	 * Return the numbers of the detectors.
	 * @return the settings
	 */
	public DetectionSettings settings() {
		return new DetectionSettings(this.minScans, this.confirmScans, this.turnoverScans, this.persistedScans,
				this.warmUpShare, this.byteEffect, this.minBytes.toBytes(), this.minCount, this.minNoisyCount,
				this.minClasses, this.lastThirdShare, this.stepShare, this.boundMargin, this.surgePerSecond.toBytes(),
				this.surgeFor, this.liveHeapUp, this.patience, this.confirmMembers, this.confirmThreads,
				this.endedShare, this.boundSlack, this.longestLifetime);
	}

	/** That of a record takes milliseconds of the start when it is asked for first. */
	@Override
	public int hashCode() {
		return this.minScans;
	}

}
