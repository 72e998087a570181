package io.leakguard.autoconfigure;

import java.time.Duration;
import java.util.function.Function;

import org.springframework.util.Assert;

/**
 * The values that a property may have. A value outside is refused with a message that
 * names the property, the value and the range. For the modules of LeakGuard itself.
 *
 * @param <T> the type of the property
 */
public final class Range<T extends Comparable<T>> {

	private static final long[] MILLIS = { 86_400_000, 3_600_000, 60_000, 1000, 1 };

	private static final String[] SUFFIXES = { "d", "h", "m", "s", "ms" };

	private final T least;

	private final T most;

	private final Function<T, String> format;

	private Range(T least, T most, Function<T, String> format) {
		this.least = least;
		this.most = most;
		this.format = format;
	}

	public static Range<Integer> of(int least, int most) {
		return new Range<>(least, most, String::valueOf);
	}

	public static Range<Long> of(long least, long most) {
		return new Range<>(least, most, String::valueOf);
	}

	public static Range<Double> of(double least, double most) {
		return new Range<>(least, most, String::valueOf);
	}

	public static Range<Duration> of(Duration least, Duration most) {
		return new Range<>(least, most, Range::format);
	}

	public T check(String property, T value) {
		Assert.isTrue(value.compareTo(this.least) >= 0 && value.compareTo(this.most) <= 0,
				() -> "'leakguard.%s' must be between %s and %s but is %s".formatted(property,
						this.format.apply(this.least), this.format.apply(this.most), this.format.apply(value)));
		return value;
	}

	private static String format(Duration duration) {
		long millis = duration.toMillis();
		for (int i = 0; i < MILLIS.length; i++) {
			if (millis != 0 && millis % MILLIS[i] == 0) {
				return millis / MILLIS[i] + SUFFIXES[i];
			}
		}
		return "0s";
	}

}
