package io.leakguard.autoconfigure.evidence;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import io.leakguard.evidence.EvidenceBudget;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * What evidence may cost.
 */
@ConfigurationProperties("leakguard.evidence")
public class EvidenceProperties {

	/**
	 * Whether evidence is captured at all, on request included.
	 */
	private boolean enabled = true;

	/**
	 * Whether captured evidence may be read through the endpoint: none for nobody,
	 * read-only or unrestricted for readers of the endpoint. That it exists is told in
	 * any case.
	 */
	private Access access = Access.NONE;

	/**
	 * Roles of which a reader of evidence must have one. Whoever may read the endpoint if
	 * none is set.
	 */
	private Set<String> roles = new LinkedHashSet<>();

	/**
	 * Least time between two captures of a kind that pauses the application.
	 */
	private Duration minInterval = Duration.ofMinutes(1);

	/**
	 * Longest time that a class histogram may be expected to pause the application, and
	 * after which a search for reference chains is cut off.
	 */
	private Duration longestPause = Duration.ofMillis(500);

	/**
	 * Longest pause that the probes of the platform forgive.
	 */
	private Duration platformLimit = Duration.ofSeconds(1);

	/**
	 * Memory of the container or machine that must be free for a capture that needs some
	 * of its own. Zero for no check.
	 */
	private DataSize leastFreeMemory = DataSize.ofMegabytes(64);

	/**
	 * Directory to keep evidence in, so that it survives a restart. When not set, it is
	 * kept in memory.
	 */
	private @Nullable Path directory;

	/**
	 * Most that the evidence in the directory may take; the oldest goes first.
	 */
	private DataSize maxSize = DataSize.ofMegabytes(64);

	/**
	 * Age after which evidence in the directory goes.
	 */
	private Duration maxAge = Duration.ofDays(30);

	private final HeapDump heapDump = new HeapDump();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Access getAccess() {
		return this.access;
	}

	public void setAccess(Access access) {
		this.access = access;
	}

	public Set<String> getRoles() {
		return this.roles;
	}

	public void setRoles(Set<String> roles) {
		this.roles = roles;
	}

	public Duration getMinInterval() {
		return this.minInterval;
	}

	public void setMinInterval(Duration minInterval) {
		Assert.isTrue(!minInterval.isNegative() && minInterval.compareTo(Duration.ofDays(1)) <= 0,
				() -> "'leakguard.evidence.min-interval' must be between 0s and 1d but is " + minInterval);
		this.minInterval = minInterval;
	}

	public Duration getLongestPause() {
		return this.longestPause;
	}

	public void setLongestPause(Duration longestPause) {
		Assert.isTrue(longestPause.toMillis() >= 1 && longestPause.compareTo(Duration.ofSeconds(30)) <= 0,
				() -> "'leakguard.evidence.longest-pause' must be between 1ms and 30s but is " + longestPause);
		this.longestPause = longestPause;
	}

	public Duration getPlatformLimit() {
		return this.platformLimit;
	}

	public void setPlatformLimit(Duration platformLimit) {
		Assert.isTrue(platformLimit.toMillis() >= 1 && platformLimit.compareTo(Duration.ofSeconds(60)) <= 0,
				() -> "'leakguard.evidence.platform-limit' must be between 1ms and 60s but is " + platformLimit);
		this.platformLimit = platformLimit;
	}

	public DataSize getLeastFreeMemory() {
		return this.leastFreeMemory;
	}

	public void setLeastFreeMemory(DataSize leastFreeMemory) {
		Assert.isTrue(!leastFreeMemory.isNegative(),
				() -> "'leakguard.evidence.least-free-memory' must not be negative but is " + leastFreeMemory);
		this.leastFreeMemory = leastFreeMemory;
	}

	public @Nullable Path getDirectory() {
		return this.directory;
	}

	public void setDirectory(@Nullable Path directory) {
		this.directory = directory;
	}

	public DataSize getMaxSize() {
		return this.maxSize;
	}

	public void setMaxSize(DataSize maxSize) {
		Assert.isTrue(maxSize.toBytes() > 0,
				() -> "'leakguard.evidence.max-size' must be more than 0 but is " + maxSize);
		this.maxSize = maxSize;
	}

	public Duration getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(Duration maxAge) {
		Assert.isTrue(!maxAge.isNegative() && !maxAge.isZero(),
				() -> "'leakguard.evidence.max-age' must be more than 0 but is " + maxAge);
		this.maxAge = maxAge;
	}

	public HeapDump getHeapDump() {
		return this.heapDump;
	}

	HeapDumpSettings heapDumpSettings() {
		Path directory = (this.directory != null) ? this.directory : Path.of(System.getProperty("java.io.tmpdir"));
		return new HeapDumpSettings(directory, this.heapDump.force, this.heapDump.keep, this.heapDump.maxSize.toBytes(),
				this.heapDump.timeout);
	}

	EvidenceBudget budget() {
		Assert.isTrue(this.longestPause.compareTo(this.platformLimit) <= 0,
				() -> "'leakguard.evidence.longest-pause' must be at most 'leakguard.evidence.platform-limit' (%s) but is %s"
					.formatted(this.platformLimit, this.longestPause));
		return new EvidenceBudget(this.minInterval, this.longestPause, this.platformLimit,
				this.leastFreeMemory.toBytes());
	}

	/**
	 * How heap dumps are made on request.
	 */
	public static class HeapDump {

		/**
		 * Whether to make a heap dump on request although it stops the application for
		 * longer than the platform forgives.
		 */
		private boolean force;

		/**
		 * Whether to leave the heap dump in the directory after it has been read. It
		 * contains all values of the application. The newest three are kept.
		 */
		private boolean keep;

		/**
		 * Most that a heap dump may take on disk with what its analysis writes, twice the
		 * used heap. A larger one is not made.
		 */
		private DataSize maxSize = DataSize.ofGigabytes(8);

		/**
		 * Time after which the analysis of a heap dump is given up.
		 */
		private Duration timeout = Duration.ofMinutes(15);

		public boolean isForce() {
			return this.force;
		}

		public void setForce(boolean force) {
			this.force = force;
		}

		public boolean isKeep() {
			return this.keep;
		}

		public void setKeep(boolean keep) {
			this.keep = keep;
		}

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			Assert.isTrue(!maxSize.isNegative() && maxSize.toBytes() > 0,
					() -> "'leakguard.evidence.heap-dump.max-size' must be more than 0 but is " + maxSize);
			this.maxSize = maxSize;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			Assert.isTrue(timeout.toSeconds() >= 1 && timeout.compareTo(Duration.ofDays(1)) <= 0,
					() -> "'leakguard.evidence.heap-dump.timeout' must be between 1s and 1d but is " + timeout);
			this.timeout = timeout;
		}

	}

}
