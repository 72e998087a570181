package io.leakguard.tracking;

import org.jspecify.annotations.Nullable;

/**
 * A handle as a member of the list of its {@link Stripe}. The links are guarded by the
 * stripe's lock and say what state the handle is in: one that points to itself has ended.
 */
interface Node extends Handle {

	/** When it was opened, in milliseconds since the epoch. */
	long openedAt();

	@Nullable Node previous();

	void previous(@Nullable Node node);

	@Nullable Node next();

	void next(@Nullable Node node);

	/** Forget the thing. */
	void forget();

}
