package com.acme.orders.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import com.acme.orders.leak.Leak;

/**
 * The lines of the source that are marked with {@code // leak: name}: those that a
 * finding has to name.
 *
 * @param root the directory that has the sources
 */
record SourceLines(Path root) {

	/**
	 * Find the marked lines of a leak.
	 * @param leak the leak
	 * @return line numbers, empty when there is no source here
	 */
	List<Integer> of(Leak leak) {
		Path file = this.root.resolve(leak.type().replace('.', '/') + ".java");
		if (!Files.exists(file)) {
			return List.of();
		}
		try {
			List<String> lines = Files.readAllLines(file);
			return IntStream.rangeClosed(1, lines.size())
				.filter((number) -> lines.get(number - 1).endsWith("// leak: " + leak.id()))
				.boxed()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
