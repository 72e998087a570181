package io.leakguard.bench.wider;

import java.beans.PropertyChangeListener;
import java.beans.PropertyChangeSupport;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.DoubleConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Listeners and callbacks of the application's own subjects.
 */
public final class Listeners {

	private Listeners() {
	}

	/**
	 * W-A01: a listener per view on the property changes of a singleton. Seen in
	 * JFormDesigner/FlatLaf#471, apache/netbeans#848.
	 */
	public static class PropertyChange extends WiderCase {

		private final Account account = new Account();

		/** The case. */
		public PropertyChange() {
			super("W-A01", Set.of("LISTENER_NOT_REMOVED", "COLLECTION_GROWS"), "BalanceView", "Account");
		}

		@Override
		public void step(long index) {
			BalanceView view = new BalanceView();
			this.account.changes.addPropertyChangeListener("balance", view);
			if (isMended()) {
				this.account.changes.removePropertyChangeListener("balance", view);
			}
		}

		static class Account {

			final PropertyChangeSupport changes = new PropertyChangeSupport(this);

		}

		static class BalanceView implements PropertyChangeListener {

			final byte[] pixels = new byte[1024];

			@Override
			public void propertyChange(java.beans.PropertyChangeEvent event) {
				this.pixels[0]++;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends PropertyChange {

		}

	}

	/** W-A02: callbacks in a static list of a class that is no bean. */
	public static class StaticCallbacks extends WiderCase {

		/** The case. */
		public StaticCallbacks() {
			super("W-A02", Set.of("LISTENER_NOT_REMOVED", "COLLECTION_GROWS"), "PriceFeed", "Quote");
		}

		@Override
		public void step(long index) {
			new Quote().open(isMended());
		}

		static final class PriceFeed {

			private static final List<DoubleConsumer> CALLBACKS = new CopyOnWriteArrayList<>();

		}

		static class Quote {

			private double last;

			private final byte[] history = new byte[1024];

			void open(boolean mended) {
				DoubleConsumer callback = (price) -> this.last = price + this.history[0];
				PriceFeed.CALLBACKS.add(callback);
				if (mended) {
					PriceFeed.CALLBACKS.remove(callback);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends StaticCallbacks {

		}

	}

	/** W-A09: listeners that form a chain of their own; no collection holds them. */
	public static class ListenerChain extends WiderCase {

		private final Meteor meteor = new Meteor();

		/** The case. */
		public ListenerChain() {
			super("W-A09", Set.of("LISTENER_NOT_REMOVED", "COLLECTION_GROWS", "HEAP_GROWS"), "ChainedListener");
		}

		@Override
		public void step(long index) {
			this.meteor.listener = new ChainedListener(isMended() ? null : this.meteor.listener);
		}

		static class Meteor {

			private @Nullable ChainedListener listener;

		}

		static class ChainedListener {

			private final @Nullable ChainedListener next;

			private final byte[] state = new byte[512];

			ChainedListener(@Nullable ChainedListener next) {
				this.next = next;
			}

			void on(String event) {
				this.state[0]++;
				if (this.next != null) {
					this.next.on(event);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends ListenerChain {

		}

	}

	/** W-A10: subscribers of a Flow publisher that never cancel. */
	public static class FlowSubscribers extends WiderCase {

		private final SubmissionPublisher<String> prices = new SubmissionPublisher<>();

		/** The case. */
		public FlowSubscribers() {
			super("W-A10", Set.of("SUBSCRIPTION_NOT_CANCELLED", "LISTENER_NOT_REMOVED", "COLLECTION_GROWS"), "Ticker",
					"prices");
		}

		@Override
		public void step(long index) {
			this.prices.subscribe(new Ticker(isMended()));
		}

		static class Ticker implements Flow.Subscriber<String> {

			private final byte[] state = new byte[512];

			private final boolean cancel;

			Ticker(boolean cancel) {
				this.cancel = cancel;
			}

			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				if (this.cancel) {
					subscription.cancel();
				}
				else {
					subscription.request(Long.MAX_VALUE);
				}
			}

			@Override
			public void onNext(String item) {
				this.state[0]++;
			}

			@Override
			public void onError(Throwable throwable) {
			}

			@Override
			public void onComplete() {
			}

		}

		/** The same with the fix. */
		public static final class Mended extends FlowSubscribers {

		}

	}

}
