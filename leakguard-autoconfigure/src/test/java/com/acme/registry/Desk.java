package com.acme.registry;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.autoconfigure.registration.TrackRegistrations;

/**
 * A registry whose registrations are of an interface that nobody else sees, and that
 * expects its own objects back.
 */
@TrackRegistrations(name = "acme.desk")
public class Desk {

	private final List<Entry> entries = new ArrayList<>();

	/**
	 * Register and forget what takes it back.
	 * @param callback what is registered
	 */
	public void use(Object callback) {
		register(callback);
	}

	public Registration register(Object callback) {
		Entry entry = new Entry();
		this.entries.add(entry);
		return entry;
	}

	public void unregister(Registration registration) {
		this.entries.remove((Entry) registration);
	}

	public int count() {
		return this.entries.size();
	}

	/**
	 * Register twice and take both back, in both ways.
	 * @param desk the registry, as a bean
	 */
	public static void inAndOut(Desk desk) {
		desk.register(new Object()).remove();
		desk.unregister(desk.register(new Object()));
	}

	interface Registration {

		void remove();

	}

	private final class Entry implements Registration {

		@Override
		public void remove() {
			Desk.this.entries.remove(this);
		}

	}

}
