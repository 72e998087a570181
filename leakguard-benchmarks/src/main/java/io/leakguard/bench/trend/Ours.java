package io.leakguard.bench.trend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.leakguard.detection.GrowthDetector;
import io.leakguard.detection.Situation;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Subject;
import io.leakguard.detection.Verdict;
import io.leakguard.history.History;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

/**
 * Plays a series to LeakGuard's detector, scan by scan, as the scanner does.
 */
final class Ours {

	private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

	private static final long MB = 1 << 20;

	private final GrowthDetector detector = new GrowthDetector();

	private final Duration interval;

	Ours(Duration interval) {
		this.interval = interval;
	}

	/** What was said. */
	record Answer(boolean suspected, boolean confirmed, boolean everConfirmed) {
	}

	/**
	 * Play a series.
	 * @param series the series
	 * @param all whether to ask at each scan, and not at the end only
	 * @return what was said
	 */
	Answer play(Series series, boolean all) {
		History history = new History(START);
		History load = new History(START);
		boolean bytes = series.ended() == null;
		double settled = 0.05 * series.seconds()[series.size() - 1];
		boolean ever = false;
		int inRow = 0;
		List<Verdict> verdicts = List.of();
		for (int i = 0; i < series.size(); i++) {
			Instant at = START.plusMillis(Math.round(series.seconds()[i] * 1000));
			double value = series.values()[i] * ((bytes) ? MB : 1);
			long ended = (series.ended() != null) ? series.ended()[i] : -1;
			long added = (series.ended() != null) ? Math.round(value) + ended : -1;
			history.append(at, value, added, ended);
			if (all || i == series.size() - 1) {
				Duration since = Duration.ofMillis(Math.round(Math.max(0, series.seconds()[i] - settled) * 1000));
				Situation situation = new Situation(at, this.interval, since, load);
				verdicts = this.detector.judge(subject(history, bytes, Math.round(value), added, ended), situation);
				inRow = (isConfirmed(verdicts)) ? inRow + 1 : 0;
				ever |= inRow >= 3;
			}
		}
		return new Answer(!verdicts.isEmpty(), isConfirmed(verdicts), ever);
	}

	private static boolean isConfirmed(List<Verdict> verdicts) {
		return !verdicts.isEmpty() && verdicts.get(0).stage() == Stage.CONFIRMED;
	}

	private static Subject subject(History history, boolean bytes, long count, long added, long ended) {
		Kind kind = (bytes) ? Kind.HEAP_GROWS : Kind.COLLECTION_GROWS;
		Unit unit = (bytes) ? Unit.BYTES : Unit.OBJECTS;
		Census census = new Census(START, Attention.NONE, 1, 1);
		try {
			census.take(new Probe() {

				@Override
				public String name() {
					return "bench";
				}

				@Override
				public void count(Census census) {
					census.population("bench", kind, unit)
						.count(count)
						.limit((bytes) ? (long) Form.LIMIT * MB : null)
						.turnover(added, ended);
				}

			});
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		Population population = census.populations().get(0);
		return new Subject(population, null, history);
	}

}
