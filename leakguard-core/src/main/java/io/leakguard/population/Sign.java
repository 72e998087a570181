package io.leakguard.population;

/**
 * An independent piece of evidence beside a rising count. A trend alone is a suspicion; a
 * trend and a sign that does not follow from it are a leak.
 */
public enum Sign {

	/** The oldest members never leave while new ones keep coming. */
	OLDEST_NEVER_LEAVE,

	/** The oldest wait at one place and have not stirred since they came there. */
	NEVER_STIRS,

	/** Growth persisted over disjoint windows after everything had settled. */
	PERSISTED,

	/** The same class grows from one class histogram to the next, for long. */
	SAME_CLASS_GROWS,

	/** The same path from a root holds the growing things each time. */
	STABLE_HOLDER,

	/** Something happened that cannot happen to healthy code. */
	EXACT_EVENT,

	/** Registrations are old and nothing in their registry ever turns over. */
	NO_TURNOVER,

	/** Threads keep being started at one place and do not end. */
	SAME_CREATION_SITE,

	/** Live heap is up by a fifth over three qualifying collections. */
	LIVE_HEAP_UP,

	/** Used heap is up while free committed heap falls. */
	FREE_HEAP_DOWN;

	/**
	 * Return whether this sign, together with a trend, may confirm a leak. The others
	 * only support a suspicion: they are themselves a kind of trend, or say little of
	 * what is meant to stay. Classes are loaded lazily for hours; what confirms is a
	 * family of them that grows.
	 * @param kind what kind of leak it would be
	 * @return whether it confirms
	 */
	public boolean confirms(Kind kind) {
		return switch (this) {
			case NO_TURNOVER, LIVE_HEAP_UP, FREE_HEAP_DOWN -> false;
			case OLDEST_NEVER_LEAVE -> !kind.isMeantToStay();
			default -> true;
		};
	}

}
