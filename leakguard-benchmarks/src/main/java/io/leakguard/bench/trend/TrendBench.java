package io.leakguard.bench.trend;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;

/**
 * Runs all methods over the same series and prints how many of a hundred each one flags.
 * The series are drawn from a seed on which nothing was tuned; what the detectors say of
 * the ones that they were tuned on stands beside it.
 */
public final class TrendBench {

	static final String SUSPECTED = "**LeakGuard, SUSPECTED**";

	static final String CONFIRMED = "**LeakGuard, CONFIRMED**";

	static final String EVER = "LeakGuard, ever CONFIRMED on the way";

	static final String SUSPECTED_AT = "LeakGuard, scans until SUSPECTED, median";

	static final String CONFIRMED_AT = "LeakGuard, scans until CONFIRMED, median";

	/** Longer series are asked about at their end only, and not given to the others. */
	private static final int LONG = 400;

	private static final String TUNED = " (tuning seed)";

	private static final List<Form> FORMS = List.of(Form.values());

	private static final List<Brief> BRIEFS = List.of(Brief.values());

	private final int runs;

	private final long seed;

	/**
	 * Create a bench.
	 * @param runs how many series a cell has
	 * @param seed what they are drawn from
	 */
	TrendBench(int runs, long seed) {
		this.runs = runs;
		this.seed = seed;
	}

	/**
	 * Run it.
	 * @param arguments how many series a cell has, 200 if absent; {@code --seed N} for
	 * other series than those of the published tables; {@code --tuning} for the ones to
	 * tune on; {@code --only TEXT} for the tables whose title contains it
	 */
	public static void main(String[] arguments) {
		int runs = 200;
		long seed = Seeds.HELD_OUT;
		String only = "";
		for (int i = 0; i < arguments.length; i++) {
			switch (arguments[i]) {
				case "--seed" -> seed = Long.parseLong(arguments[++i]);
				case "--tuning" -> seed = Seeds.TUNING;
				case "--only" -> only = arguments[++i];
				default -> runs = Integer.parseInt(arguments[i]);
			}
		}
		new TrendBench(runs, seed).print(System.out, only);
	}

	private void print(PrintStream out, String only) {
		out.printf("Share of series flagged (%%), %d series a cell, drawn from seed %d.%n", this.runs, this.seed);
		Printer printer = (title, table) -> {
			if (title.contains(only)) {
				table.of(this).print(out, title);
			}
		};
		printer.print("Counts, 60 scans at 0.5 s", (bench) -> bench.briefs(false));
		printer.print("Counts, 60 scans at 0.5 s, births and deaths known", (bench) -> bench.briefs(true));
		for (Span span : Span.values()) {
			printer.print("Bytes, " + span.label(), (bench) -> bench.bytes(span, true, Disturbance.NONE));
		}
		for (Span span : Span.values()) {
			printer.print("Counts with births and deaths, " + span.label(),
					(bench) -> bench.counts(span, true, Disturbance.NONE));
		}
		for (Disturbance disturbance : Disturbance.values()) {
			if (disturbance != Disturbance.NONE) {
				String title = Span.SIX_HOURS.label() + ", " + disturbance.label;
				printer.print("Bytes, " + title, (bench) -> bench.bytes(Span.SIX_HOURS, false, disturbance));
				printer.print("Counts with births and deaths, " + title,
						(bench) -> bench.counts(Span.SIX_HOURS, false, disturbance));
			}
		}
		printer.print("JMC's live-set rule, mean points of 100, bytes, 6 h at 1 min", TrendBench::jmc);
	}

	Table bytes(Span span, boolean peers, Disturbance disturbance) {
		return spans(span, peers,
				(column, seed) -> disturbance.apply(new Generator((Form) column, span).bytes(seed), seed));
	}

	Table counts(Span span, boolean peers, Disturbance disturbance) {
		return spans(span, peers,
				(column, seed) -> disturbance.apply(new Generator((Form) column, span).counts(seed), seed));
	}

	private Table spans(Span span, boolean peers, Source source) {
		Table table = new Table(FORMS);
		boolean all = span.samples() <= LONG;
		Map<Column, List<Series>> drawn = draw(FORMS, source, this.seed);
		for (Method method : Method.values()) {
			if (all && (peers || method == Method.COMPOSITE)) {
				table.add(method.label(),
						(column) -> share(drawn.get(column), (series) -> method.flags(series, span.stretch())));
			}
		}
		ours(table, span.interval(), all, drawn, "");
		if (this.seed != Seeds.TUNING) {
			ours(table, span.interval(), all, draw(FORMS, source, Seeds.TUNING), TUNED);
		}
		return table;
	}

	private void ours(Table table, Duration interval, boolean all, Map<Column, List<Series>> drawn, String suffix) {
		Ours ours = new Ours(interval);
		Map<Column, List<Ours.Answer>> answers = new HashMap<>();
		drawn.forEach((column, series) -> answers.put(column,
				series.parallelStream().map((one) -> ours.play(one, all)).toList()));
		table.add(SUSPECTED + suffix, (column) -> share(answers.get(column), Ours.Answer::suspected));
		table.add(CONFIRMED + suffix, (column) -> share(answers.get(column), Ours.Answer::confirmed));
		if (all) {
			table.add(EVER + suffix, (column) -> share(answers.get(column), Ours.Answer::everConfirmed));
		}
	}

	/** What the ledger holds after a short run. */
	Table briefs(boolean turnover) {
		Source source = (column, seed) -> {
			Series series = ((Brief) column).draw(seed);
			return (turnover) ? series : series.withoutTurnover();
		};
		Table table = new Table(BRIEFS);
		Map<Column, List<Series>> drawn = draw(BRIEFS, source, this.seed);
		if (!turnover) {
			for (Method method : Method.values()) {
				if (method.isRelative()) {
					table.add(method.label(), (column) -> share(drawn.get(column),
							(series) -> method.flags(series, Span.QUARTER.stretch() / 30)));
				}
			}
		}
		courses(table, drawn, "");
		if (this.seed != Seeds.TUNING) {
			courses(table, draw(BRIEFS, source, Seeds.TUNING), TUNED);
		}
		return table;
	}

	private void courses(Table table, Map<Column, List<Series>> drawn, String suffix) {
		Ours ours = new Ours(Duration.ofMillis(500));
		Map<Column, List<Ours.Course>> courses = new HashMap<>();
		drawn.forEach((column, series) -> courses.put(column, series.parallelStream().map(ours::course).toList()));
		table.add(SUSPECTED + suffix, (column) -> share(courses.get(column), Ours.Course::open));
		table.add(CONFIRMED + suffix, (column) -> share(courses.get(column), (course) -> course.confirmedAt() > 0));
		table.add(SUSPECTED_AT + suffix, (column) -> median(courses.get(column), Ours.Course::suspectedAt));
		table.add(CONFIRMED_AT + suffix, (column) -> median(courses.get(column), Ours.Course::confirmedAt));
	}

	private Table jmc() {
		Table table = new Table(FORMS.stream().filter(Form::isLeak).toList());
		Map<Column, List<Series>> drawn = draw(FORMS,
				(column, seed) -> new Generator((Form) column, Span.SIX_HOURS).bytes(seed), this.seed);
		table.add("points", (column) -> drawn.get(column).stream().mapToDouble(Method::jmcScore).average().orElse(0));
		return table;
	}

	private Map<Column, List<Series>> draw(List<? extends Column> columns, Source source, long base) {
		Map<Column, List<Series>> drawn = new HashMap<>();
		for (int i = 0; i < columns.size(); i++) {
			Column column = columns.get(i);
			int salt = i;
			drawn.put(column,
					LongStream.range(0, this.runs)
						.parallel()
						.mapToObj((number) -> source.series(column, Seeds.of(base, number, salt)))
						.toList());
		}
		return drawn;
	}

	private static <T> double share(List<T> of, Predicate<T> flags) {
		return 100.0 * of.parallelStream().filter(flags).count() / of.size();
	}

	/** The median of what is above zero, if that is the greater part. */
	private static double median(List<Ours.Course> courses, ToIntFunction<Ours.Course> scan) {
		int[] scans = courses.stream().mapToInt(scan).filter((value) -> value > 0).sorted().toArray();
		return (scans.length > courses.size() / 2) ? scans[scans.length / 2] : Double.NaN;
	}

	/** Makes a series. */
	@FunctionalInterface
	private interface Source {

		Series series(Column column, long seed);

	}

	/** Makes a table when it is wanted. */
	@FunctionalInterface
	private interface Maker {

		Table of(TrendBench bench);

	}

	/** Prints a table if it is wanted. */
	@FunctionalInterface
	private interface Printer {

		void print(String title, Maker table);

	}

	/** What is wrong with the data. */
	enum Disturbance {

		/** Nothing. */
		NONE(""),

		/** Values are missing. */
		GAPS("with gaps"),

		/** Values are rounded. */
		QUANTISED("quantised to 8"),

		/** Something began anew on the way. */
		RESTART("after a restart");

		private final String label;

		Disturbance(String label) {
			this.label = label;
		}

		Series apply(Series series, long seed) {
			Random random = new Random(seed);
			return switch (this) {
				case NONE -> series;
				case GAPS -> series.withGaps(random);
				case QUANTISED -> series.quantised(8);
				case RESTART -> series.afterRestart(random);
			};
		}

	}

}
