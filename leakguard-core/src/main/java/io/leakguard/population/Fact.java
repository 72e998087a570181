package io.leakguard.population;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something a probe or tracker knows without a trend: a resource collected while open, a
 * task that is stuck, a pool at its bound with waiters.
 *
 * @param kind the kind of leak it tells of
 * @param culprit who made it
 * @param count how many there are
 * @param exact whether it cannot be otherwise; an exact fact is confirmed at once, any
 * other only after it has stood for several scans
 * @param since when it became true
 * @param detail one clause for the reason, with its numbers, such as
 * {@code "12 streams were collected without having been closed"}
 * @param limit the number at which the process fails, if there is one
 */
public record Fact(Kind kind, Culprit culprit, long count, boolean exact, Instant since, String detail,
		@Nullable Long limit) {

	/**
	 * Create an exact fact without a limit.
	 * @param kind the kind
	 * @param culprit who made it
	 * @param count how many
	 * @param since when it became true
	 * @param detail one clause for the reason
	 * @return the fact
	 */
	public static Fact exact(Kind kind, Culprit culprit, long count, Instant since, String detail) {
		return new Fact(kind, culprit, count, true, since, detail, null);
	}

	/**
	 * Create a fact that must stand for several scans before it counts, without a limit.
	 * @param kind the kind
	 * @param culprit who made it
	 * @param count how many
	 * @param since when it became true
	 * @param detail one clause for the reason
	 * @return the fact
	 */
	public static Fact observed(Kind kind, Culprit culprit, long count, Instant since, String detail) {
		return new Fact(kind, culprit, count, false, since, detail, null);
	}

}
