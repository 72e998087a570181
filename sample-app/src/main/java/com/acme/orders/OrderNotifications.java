package com.acme.orders;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Sends the customer a letter when an express order leaves the house: a listener waits
 * for that one order. Its leak: the listener is never removed.
 */
@Component
class OrderNotifications {

	private final ConfigurableApplicationContext context;

	private final LeakSwitches leaks;

	private final LongAdder sent = new LongAdder();

	OrderNotifications(ConfigurableApplicationContext context, LeakSwitches leaks) {
		this.context = context;
		this.leaks = leaks;
	}

	void ship(Order order) {
		byte[] letter = write(order);
		ApplicationListener<ApplicationEvent> waiting = (event) -> {
			if (event instanceof OrderShipped shipped && shipped.getOrder() == order) {
				send(letter);
			}
		};
		this.context.addApplicationListener(waiting); // leak: listener
		this.context.publishEvent(new OrderShipped(this, order));
		if (!this.leaks.isOn(Leak.LISTENER)) {
			this.context.removeApplicationListener(waiting);
		}
	}

	private byte[] write(Order order) {
		return ("Your order " + order.getId() + " of " + order.getProduct() + " is on its way. ").repeat(16)
			.getBytes(StandardCharsets.UTF_8);
	}

	private void send(byte[] letter) {
		this.sent.add(letter.length);
	}

}
