package io.leakguard.jvm;

import java.time.Instant;
import java.util.List;

import io.leakguard.population.ApplicationFrames;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread was started.
 *
 * @param site the first application frame, if there is one
 * @param library the class of a library that the application called there and that
 * started the thread, if there is one
 * @param stack the frames, the innermost first
 * @param starter the name of the thread that started it
 * @param at when
 */
record ThreadStart(@Nullable String site, @Nullable String library, List<String> stack, @Nullable String starter,
		Instant at) {

	/** Frameworks call the application rather than being a client of its own. */
	private static final String FRAMEWORK = "org.springframework.";

	static ThreadStart of(List<StackTraceElement> stack, @Nullable String starter, Instant at,
			ApplicationFrames frames) {
		int index = frames.indexOfFirst(stack);
		if (index < 0) {
			return new ThreadStart(null, null, textOf(stack), starter, at);
		}
		return new ThreadStart(ApplicationFrames.siteOf(stack.get(index)), library(stack, index, frames), textOf(stack),
				starter, at);
	}

	private static @Nullable String library(List<StackTraceElement> stack, int application, ApplicationFrames frames) {
		if (application == 0) {
			return null;
		}
		String called = stack.get(application - 1).getClassName();
		boolean client = !ApplicationFrames.isPlatform(called) && !frames.isApplication(called)
				&& !called.startsWith(FRAMEWORK);
		return (client) ? called : null;
	}

	private static List<String> textOf(List<StackTraceElement> stack) {
		return stack.stream().map(ApplicationFrames::siteOf).toList();
	}

}
