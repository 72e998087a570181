package com.acme.registry;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.autoconfigure.registration.TrackRegistrations;

/**
 * A registry as applications write them: a pair of methods.
 */
@TrackRegistrations
public class PriceFeed {

	private final List<Runnable> listeners = new ArrayList<>();

	public void subscribe(Runnable listener) {
		this.listeners.add(listener);
	}

	public boolean unsubscribe(Runnable listener) {
		return this.listeners.remove(listener);
	}

	public void clear() {
		this.listeners.clear();
	}

	public int count() {
		return this.listeners.size();
	}

}
