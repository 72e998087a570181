package com.acme.orders;

import org.springframework.context.ApplicationEvent;

/**
 * An express order left the house.
 */
class OrderShipped extends ApplicationEvent {

	private final Order order;

	OrderShipped(Object source, Order order) {
		super(source);
		this.order = order;
	}

	Order getOrder() {
		return this.order;
	}

}
