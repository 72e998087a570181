package io.leakguard.bench.pairs;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Options of the command line: {@code --name value} each.
 */
final class Options {

	private final Map<String, String> values = new HashMap<>();

	Options(String[] args, Set<String> known) {
		for (int i = 0; i < args.length; i += 2) {
			String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
			if (!known.contains(name) || i + 1 == args.length) {
				System.err.println("unknown option or no value: '" + args[i] + "'; there are --"
						+ String.join(", --", known.stream().sorted().toList()));
				System.exit(2);
			}
			this.values.put(name, args[i + 1]);
		}
	}

	String text(String name, String otherwise) {
		return this.values.getOrDefault(name, otherwise);
	}

	double number(String name, double otherwise) {
		return Double.parseDouble(text(name, Double.toString(otherwise)));
	}

	int count(String name, int otherwise) {
		return Integer.parseInt(text(name, Integer.toString(otherwise)));
	}

	Path jdk() {
		return Path.of(text("jdk", System.getProperty("java.home")));
	}

}
