package io.leakguard.tracking;

import org.jspecify.annotations.Nullable;

/**
 * A handle that is counted and aged, and knows nothing of the thing. 32 bytes.
 */
final class CountedHandle implements Node {

	private final Stripe stripe;

	private final long openedAt;

	private @Nullable Node previous;

	private @Nullable Node next;

	CountedHandle(Stripe stripe, long openedAt) {
		this.stripe = stripe;
		this.openedAt = openedAt;
	}

	@Override
	public void close() {
		this.stripe.close(this);
	}

	@Override
	public long openedAt() {
		return this.openedAt;
	}

	@Override
	public @Nullable Node previous() {
		return this.previous;
	}

	@Override
	public void previous(@Nullable Node node) {
		this.previous = node;
	}

	@Override
	public @Nullable Node next() {
		return this.next;
	}

	@Override
	public void next(@Nullable Node node) {
		this.next = node;
	}

	@Override
	public void forget() {
	}

}
