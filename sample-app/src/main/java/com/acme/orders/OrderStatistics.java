package com.acme.orders;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Counts what is sold.
 */
@Component
class OrderStatistics {

	private final Counter placed;

	private final Counter items;

	OrderStatistics(MeterRegistry meters) {
		this.placed = meters.counter("orders.placed");
		this.items = meters.counter("orders.items");
	}

	@EventListener
	void on(OrderPlaced event) {
		this.placed.increment();
		this.items.increment(event.order().getQuantity());
	}

}
