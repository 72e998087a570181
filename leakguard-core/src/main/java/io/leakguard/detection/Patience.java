package io.leakguard.detection;

import java.time.Duration;
import java.util.Set;

import io.leakguard.population.Kind;
import io.leakguard.population.Sign;
import org.jspecify.annotations.Nullable;

/**
 * For how long something must have grown before a sign confirms it. A number of scans is
 * not enough: caches, connections after a roll-out and pools in the morning fill for most
 * of an hour, undiminished, and nothing leaves meanwhile. Whoever scans every two seconds
 * watches and asks for an answer; towards the default interval of 15 s the time becomes
 * what a service needs that nobody watches. Where the limit is near, nobody can wait.
 * Pure and thread-safe.
 */
final class Patience {

	/** An interval at which somebody watches. */
	private static final double WATCHED = 2;

	/** The default interval, at which nobody does. */
	private static final double UNWATCHED = 15;

	/** Part of the patience for what should have ended: made for a request or a job. */
	private static final double SHORT = 0.25;

	/** Part of the time that is left that may be spent on waiting. */
	private static final double PART_LEFT = 0.25;

	/** Kinds of things that users bring with them, and that stay while they do. */
	private static final Set<Kind> COME_WITH_USERS = Set.of(Kind.SESSION_RETAINED, Kind.SUBSCRIPTION_NOT_CANCELLED,
			Kind.VIRTUAL_THREADS_STUCK, Kind.THREADS_GROW, Kind.FILE_DESCRIPTORS_GROW);

	private final double seconds;

	private final double most;

	private Patience(double seconds, double most) {
		this.seconds = seconds;
		this.most = most;
	}

	/**
	 * Return the patience in a situation.
	 * @param patience what it is at the default interval
	 * @param interval the time between two scans
	 * @param exhaustedIn the time to the limit, if there is one
	 * @return the patience
	 */
	static Patience of(Duration patience, Duration interval, @Nullable Duration exhaustedIn) {
		double factor = (interval.toMillis() / 1000.0 - WATCHED) / (UNWATCHED - WATCHED);
		double most = (exhaustedIn != null) ? PART_LEFT * exhaustedIn.toSeconds() : Double.POSITIVE_INFINITY;
		return new Patience(Math.min(1, Math.max(0, factor)) * patience.toSeconds(), most);
	}

	/**
	 * Return whether something has grown for long enough.
	 * @param sign the sign that would confirm it
	 * @param kind the kind of leak
	 * @param seconds for how long it has grown
	 * @return whether the sign may confirm it
	 */
	boolean isOver(Sign sign, Kind kind, double seconds) {
		double share = switch (sign) {
			case PERSISTED, SAME_CLASS_GROWS -> 1;
			case OLDEST_NEVER_LEAVE -> COME_WITH_USERS.contains(kind) ? 1 : SHORT;
			default -> 0;
		};
		return seconds >= Math.min(share * this.seconds, this.most);
	}

}
