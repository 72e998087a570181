package com.acme.orders.leak;

import java.util.concurrent.atomic.AtomicIntegerArray;

import org.springframework.stereotype.Component;

/**
 * Which leaks are on. All are off at first. Thread-safe.
 */
@Component
public class LeakSwitches {

	private final AtomicIntegerArray on = new AtomicIntegerArray(Leak.values().length);

	/**
	 * Return whether a leak is on.
	 * @param leak the leak
	 * @return whether it is on
	 */
	public boolean isOn(Leak leak) {
		return this.on.get(leak.ordinal()) != 0;
	}

	void turn(Leak leak, boolean state) {
		this.on.set(leak.ordinal(), state ? 1 : 0);
	}

}
