package io.leakguard.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The constructors of a class and the methods that end its objects, and what the method
 * timing counts of them. Asks nobody and has no clock. Not thread-safe.
 */
final class TimedMethods {

	private static final String CONSTRUCTOR = "<init>";

	/** Names that by convention end an object, the most usual first. */
	private static final List<String> ENDS = List.of("close", "shutdown", "shutdownNow", "cancel", "dispose",
			"unregister", "deregister", "unsubscribe", "destroy", "stop", "release", "disconnect", "invalidate");

	/** Readings come once a second, and not on the tick. */
	private static final Duration JITTER = Duration.ofMillis(500);

	/**
	 * Constructors in a second from which on no more is counted: timing adds about 100 ns
	 * to each, which is then a hundredth of a processor.
	 */
	private static final double HOT = 100_000;

	private final String type;

	private final List<String> ending;

	private final double window;

	private final Map<Method, Readings> readings = new HashMap<>();

	private TimedMethods(String type, List<String> ending, Duration window) {
		this.window = window.minus(JITTER).toMillis() / 1000.0;
		this.type = type;
		this.ending = ending;
	}

	/**
	 * Return the methods of a class.
	 * @param hierarchy the class
	 * @param application tells the classes of the application; methods of others are not
	 * timed, since what is inherited from a library is called by many
	 * @param window how long to count
	 * @return the methods; without those that end objects if classes are derived from it,
	 * whose constructors call its own and whose methods may be others
	 */
	static TimedMethods of(ClassHierarchy hierarchy, Predicate<String> application, Duration window) {
		boolean derived = !hierarchy.subclasses().isEmpty();
		List<String> ending = derived ? List.of() : hierarchy.types().stream().filter(application).distinct().toList();
		return new TimedMethods(hierarchy.types().get(0), ending, window);
	}

	/**
	 * Return the filter of the constructors.
	 * @return the value of the setting {@code filter}
	 */
	String constructors() {
		return this.type + "::" + CONSTRUCTOR;
	}

	/**
	 * Return the filter of all. What a class does not have does not match.
	 * @return the value of the setting {@code filter}
	 */
	String all() {
		return Stream
			.concat(Stream.of(constructors()),
					this.ending.stream().flatMap((type) -> ENDS.stream().map((name) -> type + "::" + name)))
			.collect(Collectors.joining(";"));
	}

	/**
	 * Take a reading. Timing counts for all recordings at once, so that what was counted
	 * before the first reading is not ours.
	 * @param method the method
	 * @param invocations how often it was called
	 * @param at when it was read
	 * @return whether more are needed
	 */
	boolean read(Method method, long invocations, Instant at) {
		if (!isConstructor(method) && !isEnd(method)) {
			return true;
		}
		Readings readings = this.readings.computeIfAbsent(method, (key) -> new Readings(invocations, at));
		readings.last = invocations;
		readings.lastAt = at;
		boolean hot = isConstructor(method) && readings.seconds() > 0 && readings.calls() / readings.seconds() > HOT;
		return !hot && this.readings.values().stream().anyMatch((each) -> each.seconds() < this.window);
	}

	private boolean isConstructor(Method method) {
		return isOwn(method) && method.name().equals(CONSTRUCTOR);
	}

	private boolean isEnd(Method method) {
		return this.ending.contains(method.type()) && ENDS.contains(method.name());
	}

	/**
	 * Return what was counted.
	 * @return the counts
	 */
	ConstructionCount count() {
		long constructed = 0;
		long calls = 0;
		double seconds = 0;
		int busy = 0;
		List<Method> ends = new ArrayList<>();
		for (Map.Entry<Method, Readings> entry : this.readings.entrySet()) {
			Readings readings = entry.getValue();
			if (isConstructor(entry.getKey())) {
				constructed = Math.max(constructed, readings.calls());
				calls += readings.calls();
				seconds = Math.max(seconds, readings.seconds());
				busy += (readings.calls() > 0) ? 1 : 0;
			}
			else {
				ends.add(entry.getKey());
			}
		}
		boolean exact = busy <= 1;
		Set<String> own = ends.stream().filter(this::isOwn).map(Method::name).collect(Collectors.toSet());
		// what the class overrides is called for its objects by its own method first
		ends.removeIf((method) -> !isOwn(method) && own.contains(method.name()));
		Method busiest = ends.stream()
			.max(Comparator.comparingLong((Method method) -> this.readings.get(method).calls())
				.thenComparing(this::isOwn)
				.thenComparing(Method::toString))
			.orElse(null);
		if (busiest == null) {
			return new ConstructionCount(constructed, calls, exact, -1, "", false, seconds, Map.of());
		}
		long ended = this.readings.get(busiest).calls();
		String names = (ended > 0) ? busiest.name() : names(ends);
		return new ConstructionCount(constructed, calls, exact, ended, names, !isOwn(busiest), seconds, Map.of());
	}

	private boolean isOwn(Method method) {
		return method.type().equals(this.type);
	}

	private static String names(List<Method> ends) {
		return ends.stream()
			.map(Method::name)
			.distinct()
			.sorted(Comparator.comparingInt(ENDS::indexOf))
			.collect(Collectors.joining(" or "));
	}

	/**
	 * A method as the recorder names it.
	 *
	 * @param type the class that declares it
	 * @param name its name
	 * @param descriptor its parameters and result
	 */
	record Method(String type, String name, String descriptor) {

	}

	/** The first and the last reading of a method. */
	private static final class Readings {

		private final long first;

		private final Instant firstAt;

		private long last;

		private Instant lastAt;

		Readings(long first, Instant firstAt) {
			this.first = first;
			this.firstAt = firstAt;
			this.last = first;
			this.lastAt = firstAt;
		}

		long calls() {
			return Math.max(0, this.last - this.first);
		}

		double seconds() {
			return Duration.between(this.firstAt, this.lastAt).toMillis() / 1000.0;
		}

	}

}
