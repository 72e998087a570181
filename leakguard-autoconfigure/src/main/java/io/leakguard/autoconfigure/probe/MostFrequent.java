package io.leakguard.autoconfigure.probe;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Chooses, of the places where the members of a group were made or are, the one to name.
 */
public final class MostFrequent {

	private MostFrequent() {
	}

	/**
	 * Return the most frequent of some places.
	 * @param sites the places, {@code null} where none is known
	 * @return the place, {@code null} if none is known at all
	 */
	public static @Nullable String of(Stream<@Nullable String> sites) {
		return sites.filter(Objects::nonNull)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
			.entrySet()
			.stream()
			.max(Map.Entry.comparingByValue())
			.map(Map.Entry::getKey)
			.orElse(null);
	}

}
