package com.acme.registry;

/**
 * Uses registries.
 */
public class PriceClient {

	private final PriceFeed feed;

	public PriceClient(PriceFeed feed) {
		this.feed = feed;
	}

	public void forget() {
		this.feed.subscribe(new Listener());
	}

	public void behave() {
		Listener listener = new Listener();
		this.feed.subscribe(listener);
		this.feed.unsubscribe(listener);
	}

	static final class Listener implements Runnable {

		@Override
		public void run() {
		}

	}

}
