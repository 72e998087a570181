package io.leakguard.bench.trend;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A table: what each method flags of each column's series, in per cent.
 */
final class Table {

	private final List<? extends Column> columns;

	private final List<Row> rows = new ArrayList<>();

	Table(List<? extends Column> columns) {
		this.columns = columns;
	}

	void add(String name, ToDoubleFunction<Column> cell) {
		Map<Column, Double> cells = new LinkedHashMap<>();
		this.columns.forEach((column) -> cells.put(column, cell.applyAsDouble(column)));
		this.rows.add(new Row(name, cells));
	}

	void add(Table other) {
		this.rows.addAll(other.rows);
	}

	Row row(String name) {
		return this.rows.stream().filter((row) -> row.name().equals(name)).findFirst().orElseThrow();
	}

	void print(PrintStream out, String title) {
		out.printf("%n### %s%n%n| method |", title);
		this.columns.forEach((column) -> out.printf(" %s |", column.label()));
		out.printf("%n|---|%s%n", "---|".repeat(this.columns.size()));
		for (Row row : this.rows) {
			out.printf("| %s |", row.name());
			row.cells().values().forEach((cell) -> out.print(cell.isNaN() ? " – |" : " %s |".formatted(number(cell))));
			out.println();
		}
	}

	private static String number(double value) {
		// a half of a hundred must not pass for nothing
		return (value > 0 && value < 1) ? String.format(Locale.ROOT, "%.1f", value)
				: String.format(Locale.ROOT, "%.0f", value);
	}

	/** One line of a table. */
	record Row(String name, Map<Column, Double> cells) {

		double at(Column column) {
			return this.cells.get(column);
		}

	}

}
