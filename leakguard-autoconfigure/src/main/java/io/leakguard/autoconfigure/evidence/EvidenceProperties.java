package io.leakguard.autoconfigure.evidence;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import io.leakguard.evidence.EvidenceBudget;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * What evidence may cost, and who may read it.
 */
@ConfigurationProperties("leakguard.evidence")
public class EvidenceProperties {

	/**
	 * Whether evidence is captured when a finding is suspected or confirmed.
	 */
	private boolean enabled = true;

	/**
	 * Least time between two captures of a kind that pauses the application.
	 */
	private Duration minInterval = EvidenceBudget.defaults().minInterval();

	/**
	 * Longest pause of the application that a capture may cause.
	 */
	private Duration longestPause = EvidenceBudget.defaults().longestPause();

	/**
	 * Longest pause that the probes of the platform forgive.
	 */
	private Duration platformLimit = EvidenceBudget.defaults().platformLimit();

	/**
	 * When to let evidence be read through the endpoint.
	 */
	private Show show = Show.NEVER;

	/**
	 * Roles of users that may read evidence. When empty, all authenticated users may.
	 */
	private final Set<String> roles = new LinkedHashSet<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
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

	public Show getShow() {
		return this.show;
	}

	public void setShow(Show show) {
		this.show = show;
	}

	public Set<String> getRoles() {
		return this.roles;
	}

	EvidenceBudget budget() {
		Assert.isTrue(this.longestPause.compareTo(this.platformLimit) <= 0,
				() -> "'leakguard.evidence.longest-pause' must be at most 'leakguard.evidence.platform-limit' (%s) but is %s"
					.formatted(this.platformLimit, this.longestPause));
		return new EvidenceBudget(this.minInterval, this.longestPause, this.platformLimit);
	}

}
