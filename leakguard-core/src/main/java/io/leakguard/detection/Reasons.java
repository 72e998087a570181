package io.leakguard.detection;

import java.time.Duration;
import java.util.Locale;

import io.leakguard.history.Turnover;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Why a detector says what it says, in one clause with numbers.
 */
final class Reasons {

	private static final long KILO = 1024;

	private Reasons() {
	}

	static String growth(Unit unit, Duration over, double rise, boolean persisted, @Nullable Turnover turnover) {
		String when = (persisted) ? "grew in every window of the last " + time(over)
				: "grew over the last " + time(over);
		if (turnover != null && turnover.added() > 0) {
			String removed = (turnover.ended() == 0) ? "none removed" : "%d removed".formatted(turnover.ended());
			return "%s, %d added, %s".formatted(when, turnover.added(), removed);
		}
		return "%s, by %s".formatted(when, amount(unit, rise));
	}

	static String aboveBound(String growth, long count, long bound) {
		return "%s, to %d although its bound is %d".formatted(growth, count, bound);
	}

	static String noted(String reason, @Nullable String note) {
		return (note != null) ? reason + "; " + note : reason;
	}

	static String dayOverDay(int days, double perDay, Unit unit) {
		return "higher at the same hour of the day for %d days, by %s a day".formatted(days, amount(unit, perDay));
	}

	static String surge(double bytesPerSecond, Duration over) {
		return "what survives collections rose by %s/s for %s".formatted(amount(Unit.BYTES, bytesPerSecond),
				time(over));
	}

	/** Such as "heap grows 12 MB/h", for what is dragged along. */
	static String symptom(Verdict verdict) {
		String what = Victims.isInstances(verdict) ? verdict.key() : verdict.population().name();
		if (verdict.growthPerHour() > 0) {
			return "%s grows by %s/h".formatted(what, amount(verdict.population().unit(), verdict.growthPerHour()));
		}
		return "%s: %s".formatted(what, verdict.reason());
	}

	static String amount(Unit unit, double value) {
		if (unit != Unit.BYTES) {
			return (value < 10 && value != Math.rint(value)) ? String.format(Locale.ROOT, "%.1f", value)
					: String.valueOf(Math.round(value));
		}
		if (value < KILO * KILO) {
			return "%d KB".formatted(Math.round(value / KILO));
		}
		double mega = value / (KILO * KILO);
		if (mega >= KILO) {
			return String.format(Locale.ROOT, "%.1f GB", mega / KILO);
		}
		return (mega < 10) ? String.format(Locale.ROOT, "%.1f MB", mega) : Math.round(mega) + " MB";
	}

	static String time(Duration duration) {
		if (duration.toHours() >= 48) {
			return duration.toDays() + " days";
		}
		if (duration.toMinutes() >= 120) {
			return duration.toHours() + " h";
		}
		return (duration.toSeconds() >= 120) ? duration.toMinutes() + " min" : Math.max(1, duration.toSeconds()) + " s";
	}

}
