package io.leakguard.population;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who made a thing: where, by which calls, in which thread and when. Names only, never
 * values.
 *
 * @param type the class of the thing, if known
 * @param site the first application frame, if known
 * @param stack the frames, the innermost first, empty if none was captured
 * @param thread the name of the thread, if known
 * @param at when one such thing was made
 * @param traceId the trace in which it was made, if there was one
 * @param count how many live things have this origin
 */
public record Origin(@Nullable String type, @Nullable String site, List<String> stack, @Nullable String thread,
		Instant at, @Nullable String traceId, long count) {

	public Origin {
		stack = List.copyOf(stack);
	}

}
