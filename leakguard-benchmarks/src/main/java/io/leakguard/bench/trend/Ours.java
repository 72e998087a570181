package io.leakguard.bench.trend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.leakguard.detection.Explained;
import io.leakguard.detection.GrowthDetector;
import io.leakguard.detection.Situation;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Subject;
import io.leakguard.detection.Verdict;
import io.leakguard.finding.Finding;
import io.leakguard.finding.Ledger;
import io.leakguard.finding.LedgerSettings;
import io.leakguard.finding.Wording;
import io.leakguard.history.History;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;

/**
 * Plays a series to LeakGuard's detector, scan by scan, as the scanner does.
 */
final class Ours {

	private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

	private static final long MB = 1 << 20;

	/** Looks and members from which on probes say that none leaves. */
	private static final int ENOUGH = 8;

	/** One in fifty may leave, as probes have it. */
	private static final int TOLERATED = 50;

	/** Scans in a row that confirm. */
	private static final int CONFIRM_AFTER = LedgerSettings.defaults().confirmAfter();

	private static final Wording WORDING = new Wording();

	private final GrowthDetector detector = new GrowthDetector();

	private final Duration interval;

	Ours(Duration interval) {
		this.interval = interval;
	}

	/** What was said at the end, and whether it was confirmed on the way. */
	record Answer(boolean suspected, boolean confirmed, boolean everConfirmed) {
	}

	/**
	 * What the ledger made of it.
	 *
	 * @param open whether there is a finding at the end
	 * @param suspectedAt the scan at which it was suspected first, 0 if it never was
	 * @param confirmedAt the scan at which it was confirmed first, 0 if it never was
	 */
	record Course(boolean open, int suspectedAt, int confirmedAt) {
	}

	/**
	 * Play a series.
	 * @param series the series
	 * @param all whether to ask at each scan, and not at the end only
	 * @return what was said
	 */
	Answer play(Series series, boolean all) {
		Play play = new Play(series);
		boolean ever = false;
		int inRow = 0;
		List<Verdict> verdicts = List.of();
		for (int i = 0; i < series.size(); i++) {
			play.append(i);
			if (all || i == series.size() - 1) {
				verdicts = play.judge(i, 0.05 * series.seconds()[series.size() - 1]);
				inRow = (isConfirmed(verdicts)) ? inRow + 1 : 0;
				ever |= inRow >= CONFIRM_AFTER;
			}
		}
		return new Answer(!verdicts.isEmpty(), isConfirmed(verdicts), ever);
	}

	/**
	 * Play a series through the ledger, as long as it is short.
	 * @param series the series
	 * @return what became of it
	 */
	Course course(Series series) {
		Play play = new Play(series);
		Ledger ledger = new Ledger(LedgerSettings.defaults(), WORDING);
		int suspectedAt = 0;
		int confirmedAt = 0;
		boolean open = false;
		for (int i = 0; i < series.size(); i++) {
			Instant at = play.append(i);
			List<Verdict> verdicts = play.judge(i, 3);
			long count = Math.round(series.values()[i]);
			ledger.enter(Explained.separate(verdicts), verdicts, (population, key) -> count, at);
			List<Finding> findings = ledger.findings().stream().filter(Finding::isOpen).toList();
			open = !findings.isEmpty();
			suspectedAt = (open && suspectedAt == 0) ? i + 1 : suspectedAt;
			boolean confirmed = findings.stream().anyMatch(Finding::isConfirmed);
			confirmedAt = (confirmed && confirmedAt == 0) ? i + 1 : confirmedAt;
		}
		return new Course(open, suspectedAt, confirmedAt);
	}

	private static boolean isConfirmed(List<Verdict> verdicts) {
		return !verdicts.isEmpty() && verdicts.get(0).stage() == Stage.CONFIRMED;
	}

	/** One series on its way. */
	private final class Play {

		private final Series series;

		private final History history = new History(START);

		private final History load = new History(START);

		private long value;

		private long added = -1;

		private long ended = -1;

		Play(Series series) {
			this.series = series;
		}

		Instant append(int index) {
			Instant at = START.plusMillis(Math.round(this.series.seconds()[index] * 1000));
			this.value = Math.round(this.series.values()[index] * ((isBytes()) ? MB : 1));
			if (this.series.ended() != null) {
				this.ended = this.series.ended()[index];
				this.added = this.value + this.ended;
			}
			this.history.append(at, this.value, this.added, this.ended);
			return at;
		}

		List<Verdict> judge(int index, double settledAt) {
			double settledFor = Math.max(0, this.series.seconds()[index] - settledAt);
			return Ours.this.detector.judge(new Subject(population(index), null, this.history),
					new Situation(this.history.lastAt(), Ours.this.interval,
							Duration.ofMillis(Math.round(settledFor * 1000)), this.load));
		}

		private boolean isBytes() {
			return this.series.unit() == Unit.BYTES;
		}

		private Population population(int index) {
			Census census = new Census(START, Attention.NONE, 1, 1);
			try {
				census.take(new Probe() {

					@Override
					public String name() {
						return "bench";
					}

					@Override
					public void count(Census census) {
						describe(census, index);
					}

				});
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			return census.populations().get(0);
		}

		private void describe(Census census, int index) {
			Kind kind = (isBytes()) ? Kind.HEAP_GROWS : Kind.COLLECTION_GROWS;
			Population.Builder population = census.population("bench", kind, this.series.unit())
				.count(this.value)
				.limit((isBytes()) ? (long) Form.LIMIT * MB : null)
				.turnover(this.added, this.ended);
			if (this.series.ended() != null && index > ENOUGH) {
				long come = Math.round(this.series.values()[index] - this.series.values()[0]) + this.ended;
				if (come >= ENOUGH && this.ended * TOLERATED <= come) {
					population.sign(Sign.OLDEST_NEVER_LEAVE);
				}
			}
		}

	}

}
