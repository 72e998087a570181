package com.acme.registry;

import java.util.LinkedHashMap;
import java.util.Map;

import io.leakguard.autoconfigure.registration.TrackRegistrations;
import io.leakguard.population.Kind;

/**
 * A registry by key, and one that returns what takes a registration back.
 */
@TrackRegistrations(name = "acme.topics", kind = Kind.SUBSCRIPTION_NOT_CANCELLED)
public class Topics {

	private final Map<Object, Object> callbacks = new LinkedHashMap<>();

	public void register(String topic, Object callback) {
		this.callbacks.put(topic, callback);
	}

	public void unregister(String topic) {
		this.callbacks.remove(topic);
	}

	public AutoCloseable listen(Object callback) {
		this.callbacks.put(callback, callback);
		return () -> this.callbacks.remove(callback);
	}

	public boolean addOnce(String topic, Object callback) {
		return this.callbacks.putIfAbsent(topic, callback) == null;
	}

	public void removeOnce(String topic) {
		this.callbacks.remove(topic);
	}

	public int count() {
		return this.callbacks.size();
	}

}
