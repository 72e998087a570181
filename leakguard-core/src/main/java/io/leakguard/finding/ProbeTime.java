package io.leakguard.finding;

import java.time.Duration;

/**
 * How long a probe takes, waiting included.
 *
 * @param name the name of the probe
 * @param median the median of the last scans in which it was asked
 * @param longest the longest of them
 */
public record ProbeTime(String name, Duration median, Duration longest) {

}
