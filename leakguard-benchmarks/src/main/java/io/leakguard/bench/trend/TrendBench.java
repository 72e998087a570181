package io.leakguard.bench.trend;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Runs all methods over the same series and prints how many of a hundred each one flags.
 */
public final class TrendBench {

	static final String SUSPECTED = "**LeakGuard, SUSPECTED**";

	static final String CONFIRMED = "**LeakGuard, CONFIRMED**";

	static final String EVER = "LeakGuard, ever CONFIRMED on the way";

	private final int runs;

	/**
	 * Create a bench.
	 * @param runs how many series a cell has
	 */
	public TrendBench(int runs) {
		this.runs = runs;
	}

	/**
	 * Run it.
	 * @param arguments how many series a cell has; 200 if absent
	 */
	public static void main(String[] arguments) {
		int runs = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : 200;
		new TrendBench(runs).print(System.out);
	}

	void print(PrintStream out) {
		out.printf("Share of series flagged (%%), %d runs a cell, base 500, limit 2048.%n", this.runs);
		for (Span span : Span.values()) {
			table(out, "Bytes, " + span.label(), bytes(span, true, Disturbance.NONE));
		}
		for (Span span : Span.values()) {
			table(out, "Counts with births and deaths, " + span.label(), counts(span, Disturbance.NONE));
		}
		for (Disturbance disturbance : Disturbance.values()) {
			if (disturbance != Disturbance.NONE) {
				table(out, "Bytes, " + Span.SIX_HOURS.label() + ", " + disturbance.label,
						bytes(Span.SIX_HOURS, false, disturbance));
				table(out, "Counts, " + Span.SIX_HOURS.label() + ", " + disturbance.label,
						counts(Span.SIX_HOURS, disturbance));
			}
		}
		jmc(out);
	}

	/** Return a row for each method, beginning with its name. */
	List<Row> bytes(Span span, boolean peers, Disturbance disturbance) {
		List<Row> rows = new ArrayList<>();
		for (Method method : Method.values()) {
			if (span.samples() <= 400 && (peers || method == Method.COMPOSITE)) {
				rows.add(row(method.label(), (form) -> share((seed) -> method
					.flags(disturbance.apply(new Generator(form, span).bytes(seed), seed), span.stretch()))));
			}
		}
		rows.addAll(ours(span, (form, seed) -> disturbance.apply(new Generator(form, span).bytes(seed), seed)));
		return rows;
	}

	List<Row> counts(Span span, Disturbance disturbance) {
		List<Row> rows = new ArrayList<>();
		if (span.samples() <= 400) {
			rows.add(row(Method.COMPOSITE.label(), (form) -> share((seed) -> Method.COMPOSITE
				.flags(disturbance.apply(new Generator(form, span).counts(seed), seed), span.stretch()))));
		}
		rows.addAll(ours(span, (form, seed) -> disturbance.apply(new Generator(form, span).counts(seed), seed)));
		return rows;
	}

	private List<Row> ours(Span span, Source source) {
		Ours ours = new Ours(span.interval());
		boolean all = span.samples() <= 400;
		Map<Form, List<Ours.Answer>> answers = new EnumMap<>(Form.class);
		for (Form form : Form.values()) {
			answers.put(form,
					LongStream.range(0, this.runs)
						.parallel()
						.mapToObj((seed) -> ours.play(source.series(form, seed), all))
						.toList());
		}
		List<Row> rows = new ArrayList<>();
		rows.add(row(SUSPECTED, (form) -> percent(answers.get(form).stream().filter(Ours.Answer::suspected).count())));
		rows.add(row(CONFIRMED, (form) -> percent(answers.get(form).stream().filter(Ours.Answer::confirmed).count())));
		if (all) {
			rows.add(row(EVER,
					(form) -> percent(answers.get(form).stream().filter(Ours.Answer::everConfirmed).count())));
		}
		return rows;
	}

	private static Row row(String name, ToDoubleFunction<Form> cell) {
		Map<Form, Double> cells = new EnumMap<>(Form.class);
		for (Form form : Form.values()) {
			cells.put(form, cell.applyAsDouble(form));
		}
		return new Row(name, cells);
	}

	private double share(LongFunction<Boolean> flags) {
		return percent(LongStream.range(0, this.runs).parallel().filter(flags::apply).count());
	}

	private double percent(long count) {
		return 100.0 * count / this.runs;
	}

	private static void table(PrintStream out, String title, List<Row> rows) {
		out.printf("%n### %s%n%n| method |", title);
		Arrays.stream(Form.values()).forEach((form) -> out.printf(" %s |", form.label()));
		out.printf("%n|---|%s%n", "---|".repeat(Form.values().length));
		for (Row row : rows) {
			out.printf("| %s |", row.name());
			row.cells().values().forEach((cell) -> out.printf(Locale.ROOT, " %.0f |", cell));
			out.println();
		}
	}

	private void jmc(PrintStream out) {
		out.printf("%n### JMC's live-set rule, mean points of 100, 6 h at 1 min%n%n| form | points |%n|---|---|%n");
		for (Form form : Form.values()) {
			if (form.isLeak()) {
				double points = LongStream.range(0, this.runs)
					.mapToDouble((seed) -> Method.jmcScore(new Generator(form, Span.SIX_HOURS).bytes(seed)))
					.average()
					.orElse(0);
				out.printf(Locale.ROOT, "| %s | %.3f |%n", form.label(), points);
			}
		}
	}

	/** One line of a table. */
	record Row(String name, Map<Form, Double> cells) {

		double at(Form form) {
			return this.cells.get(form);
		}

	}

	/** Makes a series. */
	@FunctionalInterface
	private interface Source {

		Series series(Form form, long seed);

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
