package io.leakguard.tracking;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * A handle that also notices when the thing is collected while it is open. 48 bytes. The
 * reference is cleared on close: references that are left to the collector cost a
 * generational one dearly.
 */
final class WatchedHandle extends WeakReference<Object> implements Node, Reapable {

	private final Stripe stripe;

	private final long openedAt;

	private @Nullable Node previous;

	private @Nullable Node next;

	WatchedHandle(Object thing, ReferenceQueue<Object> queue, Stripe stripe, long openedAt) {
		super(thing, queue);
		this.stripe = stripe;
		this.openedAt = openedAt;
	}

	@Override
	public void close() {
		if (this.stripe.close(this)) {
			clear();
		}
	}

	@Override
	public void reap() {
		this.stripe.collected(this);
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
		clear();
	}

}
