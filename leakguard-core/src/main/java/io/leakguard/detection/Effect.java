package io.leakguard.detection;

import io.leakguard.population.Unit;

/**
 * The least rise that matters.
 */
final class Effect {

	private final DetectionSettings settings;

	Effect(DetectionSettings settings) {
		this.settings = settings;
	}

	/**
	 * Return the least rise that matters.
	 * @param unit the unit
	 * @param level the value before the rise
	 * @param falls whether the value also falls at times
	 * @return the rise
	 */
	double least(Unit unit, double level, boolean falls) {
		DetectionSettings settings = this.settings;
		if (unit == Unit.BYTES) {
			return Math.max(settings.minBytes(), settings.byteEffect() * level);
		}
		// members that come and go on their own account make a count wander by its root
		double chance = Math.sqrt(Math.max(0, level)) * ((falls) ? 1 : 0.5);
		if (unit == Unit.CLASSES) {
			// one in a hundred: an application that has started goes on meeting new code
			return Math.max(settings.minClasses(), 0.01 * level);
		}
		return Math.max((falls) ? settings.minNoisyCount() : settings.minCount(), chance);
	}

	/**
	 * Return a rise below which nothing needs to be looked at.
	 * @param unit the unit
	 * @return the rise
	 */
	double floor(Unit unit) {
		return least(unit, 0, false);
	}

}
