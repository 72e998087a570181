package io.leakguard.holding;

/**
 * An object from which the walk begins, such as a singleton bean.
 *
 * @param name a name that is unique among the roots and the same in every scan, such as
 * the name of the bean
 * @param object the object itself, never a proxy in front of it
 * @param rank whose it is
 */
public record Root(String name, Object object, Rank rank) {

	/** Whose a root is. */
	public enum Rank {

		/** The application's own; walked first. */
		APPLICATION,

		/** Of a library or a framework; walked last. */
		LIBRARY,

		/** Counted elsewhere: not walked, neither from here nor as a part of another. */
		BOUNDARY

	}

	boolean isApplication() {
		return this.rank == Rank.APPLICATION;
	}

}
