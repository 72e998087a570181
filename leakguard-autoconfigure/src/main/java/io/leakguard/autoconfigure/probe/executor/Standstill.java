package io.leakguard.autoconfigure.probe.executor;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import io.leakguard.population.Fact;
import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a pool has come to a standstill: tasks wait, tasks run, and none of them
 * has been completed for far longer than this pool has ever needed before. Costs three
 * numbers a scan; stacks are taken once, when it is noticed.
 */
final class Standstill {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	/** Ten times the longest pause so far: far longer than tasks of its kind take. */
	private static final int TIMES_LONGER = 10;

	private static final Duration AT_LEAST = Duration.ofMinutes(1);

	/** Where scans are frequent, so many looks stand for that minute. */
	private static final int SCANS = 20;

	private static final Duration AT_LEAST_WITH_SCANS = Duration.ofSeconds(5);

	/** A pool that has completed fewer tasks has shown nothing of its habits. */
	private static final int ENOUGH_COMPLETED = 10;

	private static final int MAX_THREADS = 16;

	private static final int MAX_FRAMES = 100;

	private long completed = -1;

	private @Nullable Instant since;

	private int scans;

	private Duration longest = Duration.ZERO;

	private @Nullable Culprit culprit;

	/**
	 * Look at a pool.
	 * @param now the time of the scan
	 * @param active how many tasks run
	 * @param completed how many have been completed so far
	 * @param waiting how many wait
	 * @param threads gives the beginning of the names of its threads, if they have one
	 * @param pool the pool
	 * @return the fact or {@code null} if it works
	 */
	@Nullable Fact look(Instant now, int active, long completed, int waiting, Supplier<@Nullable String> threads, Culprit pool) {
		if (completed != this.completed || active == 0 || waiting == 0 || this.since == null) {
			if (this.since != null && completed > ENOUGH_COMPLETED) {
				Duration pause = Duration.between(this.since, now);
				this.longest = (pause.compareTo(this.longest) > 0) ? pause : this.longest;
			}
			this.completed = completed;
			this.since = now;
			this.scans = 0;
			this.culprit = null;
			return null;
		}
		this.scans++;
		Duration stood = Duration.between(this.since, now);
		boolean longEnough = stood.compareTo(AT_LEAST) >= 0
				|| (this.scans >= SCANS && stood.compareTo(AT_LEAST_WITH_SCANS) >= 0);
		if (!longEnough || completed < ENOUGH_COMPLETED
				|| stood.compareTo(this.longest.multipliedBy(TIMES_LONGER)) < 0) {
			return null;
		}
		if (this.culprit == null) {
			this.culprit = pool.at(siteOf(threads.get()));
		}
		return Fact.observed(Kind.TASK_STUCK, this.culprit, active, this.since, active + " tasks run and " + waiting
				+ " wait, and none of them was completed within " + stood.toSeconds() + " s");
	}

	private static @Nullable String siteOf(@Nullable String threadNamePrefix) {
		if (threadNamePrefix == null) {
			return null;
		}
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long[] ids = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
			.filter((info) -> info != null && info.getThreadName().startsWith(threadNamePrefix))
			.mapToLong(ThreadInfo::getThreadId)
			.limit(MAX_THREADS)
			.toArray();
		return Arrays.stream(threads.getThreadInfo(ids, MAX_FRAMES))
			.filter(Objects::nonNull)
			.map((info) -> FRAMES.siteIn(info.getStackTrace()))
			.filter(Objects::nonNull)
			.collect(Collectors.groupingBy((site) -> site, Collectors.counting()))
			.entrySet()
			.stream()
			.max(Map.Entry.comparingByValue())
			.map(Map.Entry::getKey)
			.orElse(null);
	}

}
