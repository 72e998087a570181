package io.leakguard.detection;

import io.leakguard.population.Unit;

/**
 * The least rise that matters.
 */
final class Effect {

	/**
	 * Deviations by which a count must rise whose members come and go on their own
	 * account; 2. It wanders by the root of what came and went, and never by more than
	 * the root of its level.
	 */
	private static final double CHANCE = 2;

	private final DetectionSettings settings;

	Effect(DetectionSettings settings) {
		this.settings = settings;
	}

	/**
	 * Return the least rise that matters.
	 * @param unit the unit
	 * @param level the value before the rise
	 * @param losses how much the value fell in all between one look and the next
	 * @return the rise
	 */
	double least(Unit unit, double level, double losses) {
		DetectionSettings settings = this.settings;
		if (unit == Unit.BYTES) {
			return Math.max(settings.minBytes(), settings.byteEffect() * level);
		}
		if (unit == Unit.CLASSES) {
			// one in a hundred: an application that has started goes on meeting new code
			return Math.max(settings.minClasses(), 0.01 * level);
		}
		double least = Math.max((losses > 0) ? settings.minNoisyCount() : settings.minCount(),
				0.5 * Math.sqrt(Math.max(0, level)));
		return Math.max(least, CHANCE * Math.sqrt(Math.min(Math.max(0, level), 2 * losses)));
	}

	/**
	 * Return a rise below which nothing needs to be looked at.
	 * @param unit the unit
	 * @return the rise
	 */
	double floor(Unit unit) {
		return least(unit, 0, 0);
	}

}
