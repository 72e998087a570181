package io.leakguard.detection;

import java.util.List;

import io.leakguard.history.History;

/**
 * Judges growth by the shape of a window.
 */
public final class GrowthDetector implements Detector {

	@Override
	public List<Verdict> judge(Subject subject, Situation situation) {
		return List.of();
	}

	/**
	 * Return which way a history goes.
	 * @param history the history
	 * @return the trend
	 */
	public Trend trend(History history) {
		return Trend.UNKNOWN;
	}

}
