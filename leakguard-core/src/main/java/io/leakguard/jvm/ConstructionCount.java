package io.leakguard.jvm;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the method timing of Java 25 has counted of a class in some seconds, and who
 * called its constructors. It is told beside a finding and never a sign of its own: what
 * is constructed and not closed within seconds may well be closed later.
 *
 * @param constructed how many objects were constructed
 * @param calls how many calls of constructors there were, at least as many as objects
 * @param exact whether it is exactly that many; where several constructors ran, one may
 * have called another, and the number is that of the busiest one
 * @param ended how often the method that ends such objects was called, or -1 if none is
 * known
 * @param endedBy the names of such methods, such as {@code close}
 * @param shared whether other classes may inherit the method, so that calls may be theirs
 * @param seconds over how long
 * @param callers how often each line of the application was seen to call a constructor;
 * the empty text stands for calls that came from no line of it
 */
record ConstructionCount(long constructed, long calls, boolean exact, long ended, String endedBy, boolean shared,
		double seconds, Map<String, Integer> callers) {

	/** One or two calls say little of who else calls. */
	private static final int LEAST_CALLS = 3;

	ConstructionCount {
		callers = Map.copyOf(callers);
	}

	/** Return the same with the lines that were seen to call. */
	ConstructionCount calledBy(Map<String, Integer> callers) {
		return new ConstructionCount(this.constructed, this.calls, this.exact, this.ended, this.endedBy, this.shared,
				this.seconds, callers);
	}

	/** Return how many constructors are called in a second. */
	double perSecond() {
		return (this.seconds > 0) ? this.calls / this.seconds : 0;
	}

	/**
	 * Return what was counted.
	 * @return such as {@code Java 25's method timing counted 120 constructors and no
	 * close in 10 s}, or {@code null} if nothing was constructed meanwhile
	 */
	@Nullable String note() {
		if (this.constructed <= 0) {
			return null;
		}
		String made = "Java 25's method timing counted %s%d constructor%s".formatted(this.exact ? "" : "at least ",
				this.constructed, (this.constructed == 1) ? "" : "s");
		return "%s%s in %d s".formatted(made, ends(), Math.max(1, Math.round(this.seconds)));
	}

	private String ends() {
		if (this.ended < 0) {
			return "";
		}
		if (this.ended == 0) {
			return " and no " + this.endedBy;
		}
		return " and %d of %s%s".formatted(this.ended, this.endedBy,
				this.shared ? ", some perhaps of other classes" : "");
	}

	/**
	 * Return the line that makes most of the objects that stay. Unlike a sample of the
	 * living, calls tell of what is dropped as well: a line that makes a thousand a
	 * second and drops them must not be taken for the one that makes one a second and
	 * keeps it. So a line is named only if all others together, with one call more than
	 * was seen, make at most half of what stays.
	 * @param growthPerSecond by how many objects the class grows in a second
	 * @return the line, or {@code null} if that cannot be told
	 */
	@Nullable String site(double growthPerSecond) {
		int all = this.callers.values().stream().mapToInt(Integer::intValue).sum();
		Map.Entry<String, Integer> first = this.callers.entrySet()
			.stream()
			.max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
			.orElse(null);
		if (first == null || all < LEAST_CALLS || first.getKey().isEmpty()) {
			return null;
		}
		double others = (all - first.getValue() + 1.0) / (all + 1.0);
		return (others * perSecond() <= growthPerSecond / 2) ? first.getKey() : null;
	}

}
