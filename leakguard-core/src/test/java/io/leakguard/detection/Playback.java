package io.leakguard.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;

import io.leakguard.history.History;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Population.Builder;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Plays a series to the detector, scan by scan, as the scanner does.
 */
final class Playback {

	static final Instant START = Instant.parse("2026-11-21T09:00:00Z");

	private final IntToDoubleFunction series;

	private Duration interval = Duration.ofMillis(500);

	private int settledAt = 6;

	private Kind kind = Kind.COLLECTION_GROWS;

	private Unit unit = Unit.ENTRIES;

	private Consumer<Builder> more = (builder) -> {
	};

	private @Nullable IntToDoubleFunction ended;

	private IntToDoubleFunction load = (scan) -> scan * 5.0;

	private GrowthDetector detector = new GrowthDetector();

	private final History history = new History(START);

	private final History work = new History(START);

	@Nullable Verdict last;

	/** Scan of the first of two suspicions in a row, 0 if there was none. */
	int suspectedAt;

	/** Scan of the last of three confirmations in a row, 0 if there was none. */
	int confirmedAt;

	private Playback(IntToDoubleFunction series) {
		this.series = series;
	}

	static Playback of(IntToDoubleFunction series) {
		return new Playback(series);
	}

	Playback every(Duration interval) {
		this.interval = interval;
		return this;
	}

	Playback settledAt(int scan) {
		this.settledAt = scan;
		return this;
	}

	Playback as(Kind kind, Unit unit) {
		this.kind = kind;
		this.unit = unit;
		return this;
	}

	Playback with(Consumer<Builder> more) {
		this.more = more;
		return this;
	}

	Playback ended(IntToDoubleFunction ended) {
		this.ended = ended;
		return this;
	}

	Playback load(IntToDoubleFunction load) {
		this.load = load;
		return this;
	}

	Playback detector(GrowthDetector detector) {
		this.detector = detector;
		return this;
	}

	Playback play(int scans) {
		int suspicions = 0;
		int confirmations = 0;
		for (int scan = 1; scan <= scans; scan++) {
			Instant at = START.plus(this.interval.multipliedBy(scan));
			double value = this.series.applyAsDouble(scan);
			this.work.append(at, this.load.applyAsDouble(scan));
			if (Double.isNaN(value)) {
				continue;
			}
			long ended = (this.ended != null) ? Math.round(this.ended.applyAsDouble(scan)) : -1;
			long added = (this.ended != null) ? Math.round(value) + ended : -1;
			this.history.append(at, value, added, ended);
			if (scan == this.settledAt) {
				this.history.settle();
			}
			List<Verdict> verdicts = this.detector.judge(subject(Math.round(value), added, ended), situation(scan, at));
			this.last = (verdicts.isEmpty()) ? null : verdicts.get(0);
			suspicions = (verdicts.isEmpty()) ? 0 : suspicions + 1;
			confirmations = (this.last != null && this.last.stage() == Stage.CONFIRMED) ? confirmations + 1 : 0;
			if (suspicions == 2 && this.suspectedAt == 0) {
				this.suspectedAt = scan;
			}
			if (confirmations == 3 && this.confirmedAt == 0) {
				this.confirmedAt = scan;
			}
		}
		return this;
	}

	Trend trend() {
		return this.detector.trend(this.history, this.unit);
	}

	private Subject subject(long count, long added, long ended) {
		return new Subject(population(this.kind, this.unit, (builder) -> {
			builder.count(count).turnover(added, ended);
			this.more.accept(builder);
		}), null, this.history);
	}

	private Situation situation(int scan, Instant at) {
		Duration settledFor = this.interval.multipliedBy(Math.max(0, scan - this.settledAt));
		return new Situation(at, this.interval, settledFor, this.work);
	}

	static Population population(Kind kind, Unit unit, Consumer<Builder> content) {
		return population("test", kind, unit, content);
	}

	static Population population(String name, Kind kind, Unit unit, Consumer<Builder> content) {
		Census census = new Census(START, Attention.NONE, 10, 10);
		try {
			census.take(new Probe() {

				@Override
				public String name() {
					return name;
				}

				@Override
				public void count(Census census) {
					content.accept(census.population(name, kind, unit));
				}

			});
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return census.populations().get(0);
	}

	@Override
	public String toString() {
		return "suspected at %d, confirmed at %d, last %s".formatted(this.suspectedAt, this.confirmedAt,
				(this.last != null) ? this.last.reason() : null);
	}

}
