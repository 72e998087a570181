package io.leakguard.jvm;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

import io.leakguard.population.Culprit;

/**
 * How many objects of each class there are, by stable class name. Immutable by
 * convention. Taking one stops the application: about 0.2 s for each gigabyte and no
 * collection, since unreachable objects are counted too; what is read from it must allow
 * for them.
 */
final class ClassHistogram {

	private final Map<String, Row> rows;

	private ClassHistogram(Map<String, Row> rows) {
		this.rows = rows;
	}

	/** Take one of everything in the heap, or of what survives a full collection. */
	static ClassHistogram take(DiagnosticCommand command, boolean collect) {
		return parse(collect ? command.run("gcClassHistogram") : command.run("gcClassHistogram", "-all"));
	}

	/** Lines such as {@code 12:  749  23968  com.acme.Foo (com.acme@1.0)}. */
	static ClassHistogram parse(String text) {
		Map<String, Row> rows = new HashMap<>(4096);
		int from = 0;
		while (from < text.length()) {
			int end = text.indexOf('\n', from);
			end = (end >= 0) ? end : text.length();
			parseLine(text, from, end, rows);
			from = end + 1;
		}
		return new ClassHistogram(rows);
	}

	private static void parseLine(String text, int from, int end, Map<String, Row> rows) {
		int colon = text.indexOf(':', from);
		if (colon < 0 || colon >= end || !Character.isDigit(text.charAt(colon - 1))) {
			return;
		}
		int[] at = { colon + 1 };
		long instances = number(text, at, end);
		long bytes = number(text, at, end);
		int name = skipBlanks(text, at[0], end);
		int nameEnd = name;
		while (nameEnd < end && text.charAt(nameEnd) > ' ') {
			nameEnd++;
		}
		if (instances > 0 && nameEnd > name) {
			rows.merge(readable(text.substring(name, nameEnd)), new Row(instances, bytes), Row::plus);
		}
	}

	private static long number(String text, int[] at, int end) {
		int i = skipBlanks(text, at[0], end);
		long number = 0;
		while (i < end && Character.isDigit(text.charAt(i))) {
			number = number * 10 + text.charAt(i) - '0';
			i++;
		}
		at[0] = i;
		return number;
	}

	private static int skipBlanks(String text, int from, int end) {
		int i = from;
		while (i < end && text.charAt(i) <= ' ') {
			i++;
		}
		return i;
	}

	/** {@code [B} is {@code byte[]} to whoever reads a report. */
	static String readable(String name) {
		int dimensions = 0;
		while (dimensions < name.length() && name.charAt(dimensions) == '[') {
			dimensions++;
		}
		if (dimensions == 0) {
			return Culprit.stableName(name);
		}
		String element = name.substring(dimensions);
		String type = switch ((element.isEmpty()) ? ' ' : element.charAt(0)) {
			case 'B' -> "byte";
			case 'C' -> "char";
			case 'D' -> "double";
			case 'F' -> "float";
			case 'I' -> "int";
			case 'J' -> "long";
			case 'S' -> "short";
			case 'Z' -> "boolean";
			case 'L' -> Culprit
				.stableName(element.substring(1, element.endsWith(";") ? element.length() - 1 : element.length()));
			default -> element;
		};
		return type + "[]".repeat(dimensions);
	}

	/** Return the same with some of the classes only, to be kept. */
	ClassHistogram only(Predicate<String> names) {
		Map<String, Row> kept = new HashMap<>();
		this.rows.forEach((name, row) -> {
			if (names.test(name)) {
				kept.put(name, row);
			}
		});
		return new ClassHistogram(kept);
	}

	/** Return the rows by class name. */
	Map<String, Row> rows() {
		return this.rows;
	}

	/** Return how many objects of a class there are. */
	long instances(String name) {
		Row row = this.rows.get(name);
		return (row != null) ? row.instances() : 0;
	}

	/** Return how many bytes the objects of a class take themselves. */
	long bytes(String name) {
		Row row = this.rows.get(name);
		return (row != null) ? row.bytes() : 0;
	}

	/**
	 * The objects of one class.
	 *
	 * @param instances how many
	 * @param bytes what they take themselves
	 */
	record Row(long instances, long bytes) {

		Row plus(Row other) {
			return new Row(this.instances + other.instances, this.bytes + other.bytes);
		}

	}

}
