package io.leakguard.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads that were there before something ran, to tell which it left behind.
 */
final class ThreadsBefore {

	/** Threads that the JVM and the test frameworks start when it suits them. */
	private static final Pattern ALWAYS_IGNORED = Pattern
		.compile("ForkJoinPool\\.commonPool-.*|ForkJoinPool-\\d+-worker-.*|CompletableFutureDelayScheduler"
				+ "|process reaper.*|Common-Cleaner|Keep-Alive-Timer|Attach Listener|JFR .*|VirtualThread-.*"
				+ "|surefire-.*|junit-.*|leakguard-.*");

	private static final int SHOWN_FRAMES = 6;

	private final Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());

	private final List<Pattern> ignored;

	private ThreadsBefore(List<Pattern> ignored) {
		this.ignored = ignored;
		this.threads.addAll(Thread.getAllStackTraces().keySet());
	}

	static ThreadsBefore now(List<String> ignoredNames) {
		return new ThreadsBefore(ignoredNames.stream().map(Pattern::compile).toList());
	}

	/**
	 * Wait until no new thread is left.
	 * @param within how long to wait
	 * @throws AssertionError if threads are left after that time
	 */
	void verifyNothingLeft(Duration within) {
		if (!Eventually.isTrue(() -> left().isEmpty(), within)) {
			List<Thread> left = left();
			if (!left.isEmpty()) {
				throw new AssertionError(left.size() + ((left.size() == 1) ? " thread was" : " threads were")
						+ " left running:" + describe(left));
			}
		}
	}

	private List<Thread> left() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.threads.contains(thread) && thread.isAlive() && !isIgnored(thread))
			.toList();
	}

	private boolean isIgnored(Thread thread) {
		ThreadGroup group = thread.getThreadGroup();
		return group == null || group.getName().equals("system") || ALWAYS_IGNORED.matcher(thread.getName()).matches()
				|| this.ignored.stream().anyMatch((pattern) -> pattern.matcher(thread.getName()).matches());
	}

	private static String describe(List<Thread> threads) {
		return threads.stream().map(ThreadsBefore::describe).collect(Collectors.joining());
	}

	private static String describe(Thread thread) {
		Stream<String> frames = Arrays.stream(thread.getStackTrace())
			.limit(SHOWN_FRAMES)
			.map((frame) -> "\n        at " + frame);
		return "\n    '" + thread.getName() + "', " + thread.getState() + frames.collect(Collectors.joining());
	}

}
