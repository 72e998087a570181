package com.acme.orders.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.acme.orders.leak.Leak;

/**
 * What was asked for on the command line.
 *
 * @param leaks the leaks to switch on; none for the healthy run
 * @param exit whether to end when the answer is there
 * @param json whether to print nothing but the report to standard output
 * @param port the port to serve on, or 0 for any
 */
record DemoOptions(List<Leak> leaks, boolean exit, boolean json, int port) {

	static final String USAGE = """
			usage: ./demo [--healthy | --leaks NAME,...] [--exit] [--json] [--port N] [--jdk HOME]

			Starts the sample service under load, switches four of its leaks on, and prints
			what LeakGuard finds. Serves until interrupted.

			  --healthy     switch no leak on: the answer must be CLEAN
			  --leaks LIST  switch these on instead: %s
			  --exit        end by itself; status 0 when exactly the expected was found, else 1
			  --json        print the report alone on standard output
			  --port N      serve on this port (default: a free one)
			  --jdk HOME    build and run with this JDK
			""".formatted(String.join(", ", Arrays.stream(Leak.values()).map(Leak::id).toList()));

	private static final List<Leak> MAIN_FOUR = List.of(Leak.LISTENER, Leak.EXECUTOR, Leak.STREAM, Leak.HEAP);

	static DemoOptions parse(String... args) {
		List<Leak> leaks = MAIN_FOUR;
		boolean exit = false;
		boolean json = false;
		int port = 0;
		for (int i = 0; i < args.length; i++) {
			switch (args[i]) {
				case "--healthy" -> leaks = List.of();
				case "--exit" -> exit = true;
				case "--json" -> json = true;
				case "--leaks" -> leaks = leaks(valueOf(args, i++));
				case "--port" -> port = port(valueOf(args, i++));
				default -> throw new IllegalArgumentException("unknown option '" + args[i] + "'");
			}
		}
		return new DemoOptions(leaks, exit, json, port);
	}

	private static String valueOf(String[] args, int option) {
		if (option + 1 >= args.length) {
			throw new IllegalArgumentException("'" + args[option] + "' needs a value");
		}
		return args[option + 1];
	}

	private static List<Leak> leaks(String names) {
		List<Leak> leaks = new ArrayList<>();
		for (String name : names.split(",")) {
			leaks.add(Leak.of(name.trim())
				.orElseThrow(() -> new IllegalArgumentException("there is no leak '" + name + "'")));
		}
		return List.copyOf(leaks);
	}

	private static int port(String value) {
		try {
			int port = Integer.parseInt(value);
			if (port >= 0 && port <= 65535) {
				return port;
			}
		}
		catch (NumberFormatException ex) {
			// told below
		}
		throw new IllegalArgumentException("'" + value + "' is no port");
	}

}
