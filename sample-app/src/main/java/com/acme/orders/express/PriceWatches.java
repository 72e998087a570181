package com.acme.orders.express;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.stereotype.Component;

/**
 * Calls back when a price changes. Its leak: the callbacks of orders that are long
 * delivered stay in a static map, each with the price history that it captured.
 */
@Component
class PriceWatches implements ExpressStep {

	private static final Map<String, Runnable> CALLBACKS = new ConcurrentHashMap<>();

	private static final int HISTORY = 10_000;

	private final LongAdder changes = new LongAdder();

	private final LeakSwitches leaks;

	PriceWatches(LeakSwitches leaks) {
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		long[] history = new long[HISTORY];
		Arrays.fill(history, product.length());
		CALLBACKS.put(order, () -> changed(history)); // the leak, which names no line
		if (!this.leaks.isOn(Leak.CALLBACK_ARRAY)) {
			CALLBACKS.remove(order);
		}
	}

	private void changed(long[] history) {
		this.changes.add(history[0]);
	}

}
