package io.leakguard.detection;

import java.util.Arrays;

import io.leakguard.history.Window;
import io.leakguard.population.Unit;

/**
 * Growth beneath a daily cycle: each hour is compared with the same hour of the day
 * before, so what comes back every day cancels out. Needs two days.
 *
 * @param growing whether it grows
 * @param days how many days were compared
 * @param perDay the median rise from one day to the next
 */
record DayOverDay(boolean growing, int days, double perDay) {

	/** Hours of a day. */
	private static final int DAY = 24;

	/** Part of the hours that must be higher than the day before; chance gives a half. */
	private static final double HIGHER = 0.8;

	/** Part of the rise of a day that the last hours must still show. */
	private static final double UNDIMINISHED = 0.8;

	/**
	 * Days in a row that must be higher; 3 where they are known, since slow waves make
	 * two.
	 */
	private static final int DAYS_IN_A_ROW = 3;

	/** Hours from one mean of a day to the next. */
	private static final int STRIDE = 6;

	/** Hours on either side of a jump; 3, so that one odd hour is none. */
	private static final int REACH = 3;

	/** Days that are compared at most; what is older belongs to another release. */
	private static final int MAX_DAYS = 6;

	/**
	 * Return whether a window of hours is long enough.
	 * @param hours the window
	 * @return whether two days are known
	 */
	static boolean canJudge(Window hours) {
		return hours.size() >= 2 * DAY - 2 && hours.span().toHours() >= 2 * DAY - 2;
	}

	static DayOverDay of(Window hours, Unit unit, DetectionSettings settings) {
		double[] seconds = hours.seconds();
		double[] values = hours.values();
		double[] grid = grid(seconds, values);
		int days = Math.min(MAX_DAYS, (grid.length + 2) / DAY - 1);
		double[] last = differences(grid, grid.length);
		if (last.length < DAY / 2) {
			return new DayOverDay(false, 0, 0);
		}
		double perDay = Shape.median(last, 0, last.length);
		double least = new Effect(settings).least(unit, Math.max(0, values[0]), Double.POSITIVE_INFINITY);
		boolean growing = rises(last) && perDay * days >= least && (days >= DAYS_IN_A_ROW || goesOn(last, perDay));
		if (days == 1) {
			return new DayOverDay(growing && !isJump(grid, perDay, settings), days, perDay);
		}
		for (int day = 1; growing && day < Math.min(days, DAYS_IN_A_ROW); day++) {
			double[] before = differences(grid, grid.length - day * DAY);
			growing = before.length < DAY / 2
					|| (rises(before) && perDay >= settings.lastThirdShare() * Shape.median(before, 0, before.length));
		}
		return new DayOverDay(growing, days, perDay);
	}

	/** The hours on a grid without gaps; an hour that is missing is NaN. */
	private static double[] grid(double[] seconds, double[] values) {
		long first = Math.round(seconds[0] / 3600);
		long last = Math.round(seconds[seconds.length - 1] / 3600);
		double[] grid = new double[(int) (last - first) + 1];
		Arrays.fill(grid, Double.NaN);
		for (int i = 0; i < values.length; i++) {
			grid[(int) (Math.round(seconds[i] / 3600) - first)] = values[i];
		}
		return grid;
	}

	/** What each of the 24 hours before an end is above the same hour a day earlier. */
	private static double[] differences(double[] grid, int end) {
		double[] differences = new double[DAY];
		int count = 0;
		for (int i = Math.max(DAY, end - DAY); i < end; i++) {
			double difference = grid[i] - grid[i - DAY];
			if (!Double.isNaN(difference)) {
				differences[count++] = difference;
			}
		}
		return Arrays.copyOf(differences, count);
	}

	private static boolean rises(double[] differences) {
		int higher = 0;
		for (double difference : differences) {
			higher += (difference > 0) ? 1 : 0;
		}
		return higher >= HIGHER * differences.length;
	}

	/** Something that has filled up is higher than yesterday by less and less. */
	private static boolean goesOn(double[] differences, double perDay) {
		int third = differences.length / 3;
		return Shape.median(differences, differences.length - third, differences.length) >= UNDIMINISHED * perDay;
	}

	/**
	 * Whether one jump, as compared with the same hour of the other day, explains the
	 * rise. With more days there is no need to ask: a jump raises one day only.
	 */
	private static boolean isJump(double[] grid, double perDay, DetectionSettings settings) {
		double largest = 0;
		for (int i = REACH; i + REACH <= grid.length; i++) {
			int other = (i < DAY) ? i + DAY : i - DAY;
			double usual = (other >= REACH && other + REACH <= grid.length) ? jump(grid, other) : 0;
			double jump = jump(grid, i) - usual;
			largest = (jump > largest) ? jump : largest;
		}
		return largest >= settings.stepShare() * perDay;
	}

	/**
	 * Condense hours to means of whole days, four a day, in which nothing is left of what
	 * comes back every day.
	 */
	static Window means(Window hours) {
		int count = Math.max(0, (hours.size() - DAY) / STRIDE + 1);
		double[] seconds = new double[count];
		double[] values = new double[count];
		for (int i = 0; i < count; i++) {
			int end = hours.size() - (count - 1 - i) * STRIDE;
			for (int j = end - DAY; j < end; j++) {
				seconds[i] += hours.seconds()[j] / DAY;
				values[i] += hours.values()[j] / DAY;
			}
		}
		return new Window(seconds, values);
	}

	private static double jump(double[] grid, int at) {
		return Shape.median(grid, at, at + REACH) - Shape.median(grid, at - REACH, at);
	}

}
