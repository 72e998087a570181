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

	/** Rise above all that was known, as a multiple of how far that ranged. */
	private static final double UNHEARD = 1;

	/** Part of the expected rise that a short window must show for growth to go on. */
	private static final double STILL = 0.2;

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
		Window scans = history.scans();
		Window minutes = history.minutes();
		Window hours = history.hours();
		Window shorter = scans;
		Window ruling = scans;
		for (Window next : new Window[] { minutes, hours }) {
			if (next.size() >= this.settings.minScans()
					&& next.span().toMillis() >= FARTHER * ruling.span().toMillis()) {
				shorter = ruling;
				ruling = next;
			}
		}
		if (DayOverDay.canJudge(hours)) {
			return overDays(hours, unit);
		}
		Shape shape = Shape.of(ruling, unit, this.settings);
		if (ruling.span().compareTo(PART_OF_A_DAY) >= 0) {
			shape = beneathDay(shape, ruling, unit);
		}
		if (ruling == scans) {
			return new Growth(shape, null);
		}
		Shape recent = Shape.of(scans, unit, this.settings);
		if (shape.isGrowing()) {
			return new Growth(hasStopped(shape, recent, unit) ? levelled(shape) : shape, null);
		}
		for (Window window : new Window[] { shorter, scans }) {
			Shape candidate = (window == scans) ? recent : Shape.of(window, unit, this.settings);
			if (candidate.isGrowing() && isNews(candidate, ruling, left)) {
				return new Growth(candidate, null);
			}
		}
		return new Growth(shape, null);
	}

	/** What the shape is when a daily cycle is taken out, where there is one. */
	private Shape beneathDay(Shape shape, Window window, Unit unit) {
		DailyCurve curve = DailyCurve.of(window);
		if (!curve.fits()) {
			return shape;
		}
		double least = this.effect.least(unit, window.values()[0], true);
		boolean growing = (shape.isGrowing()) ? !curve.isFlat()
				: curve.isGrowing() && shape.slope() > 0 && curve.slope() * window.span().toSeconds() >= least;
		Trend trend = (growing) ? Trend.GROWING : (shape.isGrowing()) ? Trend.STEADY : shape.trend();
		return new Shape(trend, shape.window(), (growing) ? curve.slope() : shape.slope(), shape.since());
	}

	private Growth overDays(Window hours, Unit unit) {
		DayOverDay days = DayOverDay.of(hours, unit, this.settings);
		Shape shape = Shape.of(hours, unit, this.settings);
		Trend trend = days.growing() ? Trend.GROWING : (shape.isGrowing() ? Trend.STEADY : shape.trend());
		double slope = days.growing() ? days.perDay() / (24 * 3600) : shape.slope();
		return new Growth(new Shape(trend, shape.window(), slope, shape.since()), days.growing() ? days : null);
	}

	private static Shape levelled(Shape shape) {
		return new Shape(Trend.LEVELLING_OFF, shape.window(), shape.slope(), shape.since());
	}

	/** Whether the short window should show a rise and shows none. Bytes breathe. */
	private boolean hasStopped(Shape shape, Shape recent, Unit unit) {
		double[] values = recent.window().values();
		int third = values.length / 3;
		if (unit == Unit.BYTES || recent.trend() == Trend.UNKNOWN || third == 0) {
			return false;
		}
		double expected = shape.slope() * recent.window().span().toSeconds() * 2 / 3;
		double risen = Shape.median(values, values.length - third, values.length) - Shape.median(values, 0, third);
		return expected >= this.effect.least(unit, values[0], true) && risen < STILL * expected;
	}

	private static boolean isNews(Shape recent, Window ruling, double left) {
		double from = recent.window().seconds()[0];
		double low = Double.POSITIVE_INFINITY;
		double high = Double.NEGATIVE_INFINITY;
		for (int i = 0; i < ruling.size() && ruling.seconds()[i] <= Math.max(from, recent.since()); i++) {
			low = Math.min(low, ruling.values()[i]);
			high = Math.max(high, ruling.values()[i]);
		}
		double[] values = recent.window().values();
		double now = Shape.median(values, values.length - values.length / 6, values.length);
		if (now <= high) {
			return false;
		}
		boolean near = left / recent.slope() < NEAR * recent.window().span().toSeconds();
		return near || now - high > UNHEARD * (high - low);
	}

}
