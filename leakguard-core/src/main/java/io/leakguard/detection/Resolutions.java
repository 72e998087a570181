package io.leakguard.detection;

import java.time.Duration;

import io.leakguard.history.History;
import io.leakguard.history.Window;
import io.leakguard.population.Unit;

/**
 * Reads a history at its resolutions. The longest rules as soon as it reaches farther
 * back than the shorter ones, because what looks like growth for half an hour is often
 * the forenoon. Against it a shorter one is heard in two cases: what it sees has never
 * been there before and is far out of the ordinary, or the limit is near.
 */
final class Resolutions {

	/** How much farther back a resolution must reach to rule over a shorter one. */
	private static final double FARTHER = 1.5;

	/**
	 * Time to the limit, as a multiple of the window, within which nobody can wait for
	 * the longer one; 8.
	 */
	private static final double NEAR = 8;

	/** Time to the limit beyond which there is time for the longer one in any case. */
	private static final Duration URGENT = Duration.ofDays(1);

	/** Rise above all that was known, as a multiple of how far that ranged. */
	private static final double UNHEARD = 1;

	/** Part of the expected rise that a short window must show for growth to go on. */
	private static final double STILL = 0.2;

	/** How much more must be missing when a day may hide it. */
	private static final double BENEATH_DAY = 4;

	/** From here on a window shows enough of a day to see its curve. */
	private static final Duration PART_OF_A_DAY = Duration.ofHours(4);

	private final DetectionSettings settings;

	private final Effect effect;

	Resolutions(DetectionSettings settings) {
		this.settings = settings;
		this.effect = new Effect(settings);
	}

	/**
	 * Read a history.
	 * @param history the history
	 * @param unit what it counts
	 * @param left how much is left to the limit, infinite if there is none
	 * @return what the resolution that rules says
	 */
	Growth read(History history, Unit unit, double left) {
		Growth growth = ofValues(history, unit, left);
		if (unit == Unit.BYTES || !history.isReplaced()) {
			return growth;
		}
		Window window = history.stays();
		if (window.size() < this.settings.minScans()) {
			return growth;
		}
		Stays stays = Stays.of(window, unit, this.settings);
		if (growth.shape().isGrowing()) {
			// what a shorter window tells of lately is lost in the long one
			boolean lately = reaches(window, growth.shape().window());
			return (stays.rises() || lately) ? growth : new Growth(stays.shape(), null);
		}
		return (stays.shape().isGrowing()) ? new Growth(stays.shape(), null) : growth;
	}

	private Growth ofValues(History history, Unit unit, double left) {
		Window scans = history.scans();
		Window minutes = history.minutes();
		Window hours = history.hours();
		Window shorter = scans;
		Window ruling = scans;
		for (Window next : new Window[] { minutes, hours }) {
			if (next.size() >= this.settings.minScans() && reaches(next, ruling)) {
				shorter = ruling;
				ruling = next;
			}
		}
		if (ruling != hours && DayOverDay.canJudge(hours) && !reaches(ruling, hours)) {
			// as far back as the others, if these are an hour apart themselves
			return ruling(hours, hours, unit);
		}
		Growth growth = ruling(ruling, hours, unit);
		if (ruling == scans) {
			return growth;
		}
		Shape recent = Shape.of(scans, unit, this.settings);
		if (growth.shape().isGrowing()) {
			return (hasStopped(growth, recent, unit)) ? new Growth(levelled(growth.shape()), null) : growth;
		}
		for (Window window : new Window[] { shorter, scans }) {
			Shape candidate = (window == scans) ? recent : Shape.of(window, unit, this.settings);
			if (candidate.isGrowing() && isNews(candidate, ruling, left, history)) {
				return new Growth(candidate, null);
			}
		}
		return growth;
	}

	/** Whether a window reaches clearly farther back than another. */
	private static boolean reaches(Window longer, Window shorter) {
		return longer.span().toMillis() >= FARTHER * shorter.span().toMillis();
	}

	private Growth ruling(Window ruling, Window hours, Unit unit) {
		if (ruling == hours && DayOverDay.canJudge(hours)) {
			return overDays(hours, unit);
		}
		Shape shape = Shape.of(ruling, unit, this.settings);
		if (ruling.span().compareTo(PART_OF_A_DAY) >= 0) {
			shape = beneathDay(shape, ruling, unit);
		}
		return new Growth(shape, null);
	}

	/** What the shape is when a daily cycle is taken out, where there is one. */
	private Shape beneathDay(Shape shape, Window window, Unit unit) {
		DailyCurve curve = DailyCurve.of(window);
		if (!curve.fits()) {
			return shape;
		}
		double least = this.effect.least(unit, window.values()[0], Double.POSITIVE_INFINITY);
		boolean growing = (shape.isGrowing() || Shape.rises(window, least)) && !curve.explainsRise();
		Trend trend = (growing) ? Trend.GROWING : (shape.isGrowing()) ? Trend.STEADY : shape.trend();
		double slope = (growing && curve.slope() > 0) ? curve.slope() : shape.slope();
		return new Shape(trend, shape.window(), slope, shape.since());
	}

	/** Suspected is what the days or their means say, persisted what both say. */
	private Growth overDays(Window hours, Unit unit) {
		DayOverDay days = DayOverDay.of(hours, unit, this.settings);
		Shape means = Shape.of(DayOverDay.means(hours), unit, this.settings);
		boolean agree = days.growing() && (means.isGrowing() || means.trend() == Trend.UNKNOWN);
		boolean growing = (means.trend() == Trend.UNKNOWN) ? days.growing() : means.isGrowing();
		Trend trend = growing ? Trend.GROWING
				: (means.trend() == Trend.UNKNOWN) ? Shape.of(hours, unit, this.settings).trend() : means.trend();
		if (trend == Trend.GROWING && !growing) {
			trend = Trend.STEADY;
		}
		double slope = days.growing() ? days.perDay() / (24 * 3600) : means.slope();
		double since = (means.trend() == Trend.UNKNOWN) ? hours.seconds()[0] : means.since();
		return new Growth(new Shape(trend, hours, slope, since), agree ? days : null);
	}

	private static Shape levelled(Shape shape) {
		return new Shape(Trend.LEVELLING_OFF, shape.window(), shape.slope(), shape.since());
	}

	/**
	 * Whether the short window should show a rise and shows none. Bytes breathe; and
	 * beneath a day that goes down a leak is hidden for hours.
	 */
	private boolean hasStopped(Growth growth, Shape recent, Unit unit) {
		double[] values = recent.window().values();
		int third = values.length / 3;
		if (unit == Unit.BYTES || recent.trend() == Trend.UNKNOWN || third == 0) {
			return false;
		}
		double expected = growth.shape().slope() * recent.window().span().toSeconds() * 2 / 3;
		double risen = Shape.median(values, values.length - third, values.length) - Shape.median(values, 0, third);
		double least = this.effect.least(unit, Math.max(0, values[0]), Double.POSITIVE_INFINITY)
				* ((growth.days() != null) ? BENEATH_DAY : 1);
		return expected >= least && risen < STILL * expected;
	}

	private boolean isNews(Shape recent, Window ruling, double left, History history) {
		double begin = Math.max(recent.window().seconds()[0], recent.since());
		double low = Double.POSITIVE_INFINITY;
		double high = Double.NEGATIVE_INFINITY;
		int warmUp = (int) (ruling.size() * this.settings.warmUpShare());
		for (int i = warmUp; i < ruling.size() && ruling.seconds()[i] <= begin; i++) {
			low = Math.min(low, ruling.values()[i]);
			high = Math.max(high, ruling.values()[i]);
		}
		double[] values = recent.window().values();
		double now = Shape.median(values, values.length - values.length / 6, values.length);
		if (now <= high) {
			return false;
		}
		double time = left / recent.slope();
		boolean near = time < NEAR * recent.window().span().toSeconds() && time < URGENT.toSeconds();
		if (near) {
			return true;
		}
		// a job that fills something each night is not known by its valleys
		return now > history.highestBefore(begin) && now - high > UNHEARD * (high - low);
	}

}
