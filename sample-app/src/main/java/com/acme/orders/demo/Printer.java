package com.acme.orders.demo;

import java.io.PrintStream;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import com.acme.orders.demo.Answer.Found;
import org.jspecify.annotations.Nullable;

/**
 * Prints findings for a person at a terminal.
 */
final class Printer {

	private static final int WIDTH = 88;

	private static final String INDENT = "     ";

	private final PrintStream out;

	private final boolean colour;

	Printer(PrintStream out, boolean colour) {
		this.out = out;
		this.colour = colour;
	}

	void line(String text) {
		this.out.println(text);
	}

	void progress(Duration since, Answer answer, String news) {
		this.out.printf(Locale.ROOT, "  %4d s  %-10s  %s%n", since.toSeconds(), answer.status(), news);
	}

	void findings(List<Found> findings) {
		line("");
		line(bold(switch (findings.size()) {
			case 0 -> "Nothing leaks.";
			case 1 -> "1 finding";
			default -> findings.size() + " findings";
		}));
		int number = 1;
		for (Found finding : findings) {
			line("");
			finding(number++, finding);
		}
		line("");
	}

	private void finding(int number, Found finding) {
		line(String.format("%2d.  %s  %s, %s", number, bold(finding.kind()),
				colour(finding.stage(), finding.isConfirmed()), finding.severity().toLowerCase(Locale.ROOT)));
		row("where", finding.site());
		row("what", finding.type());
		row("among", finding.population());
		row("numbers", numbers(finding));
		row("why", finding.reason());
		row("remedy", finding.remedy());
		row("proof", String.join(" ", finding.evidence()));
		row("id", finding.id());
	}

	private void row(String name, @Nullable String text) {
		if (text == null || text.isEmpty()) {
			return;
		}
		StringBuilder line = new StringBuilder(String.format("%s%-9s", INDENT, name));
		int start = line.length();
		for (String word : text.split(" ")) {
			if (line.length() > start && line.length() + 1 + word.length() > WIDTH) {
				line(line.toString());
				line = new StringBuilder(" ".repeat(start));
			}
			line.append((line.length() > start) ? " " : "").append(word);
		}
		line(line.toString());
	}

	private static String numbers(Found finding) {
		StringBuilder text = new StringBuilder();
		text.append(amount(finding.count(), finding.unit())).append(" now, ");
		text.append(amount(finding.baseline(), finding.unit())).append(" at first");
		if (finding.growthPerHour() > 0) {
			text.append(", ").append(amount(finding.growthPerHour(), finding.unit())).append(" more each hour");
		}
		if (finding.limit() != null) {
			text.append("; the limit of ").append(amount(finding.limit(), finding.unit()));
			text.append(
					(finding.exhaustedIn() != null) ? " is reached in " + time(finding.exhaustedIn()) : " is known");
		}
		return text.toString();
	}

	private static String amount(double number, String unit) {
		if (!unit.equals("bytes")) {
			return NumberFormat.getIntegerInstance(Locale.ROOT).format(number) + " " + unit;
		}
		return (number < 10 * 1024 * 1024) ? String.format(Locale.ROOT, "%.0f KiB", number / 1024)
				: String.format(Locale.ROOT, "%.0f MiB", number / (1024 * 1024));
	}

	private static String time(Duration duration) {
		if (duration.toMinutes() < 2) {
			return duration.toSeconds() + " s";
		}
		if (duration.toHours() < 2) {
			return duration.toMinutes() + " min";
		}
		return (duration.toDays() < 2) ? duration.toHours() + " h" : duration.toDays() + " days";
	}

	private String bold(String text) {
		return this.colour ? "\033[1m" + text + "\033[0m" : text;
	}

	private String colour(String text, boolean alarming) {
		return this.colour ? (alarming ? "\033[31m" : "\033[33m") + text + "\033[0m" : text;
	}

}
