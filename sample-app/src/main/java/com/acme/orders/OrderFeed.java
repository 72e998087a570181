package com.acme.orders;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells subscribers of each order as a server-sent event; a subscription ends after two
 * seconds. Its leak: emitters that have ended are kept.
 */
@Component
class OrderFeed {

	private static final long TIMEOUT_IN_MILLIS = 2000;

	private final Queue<SseEmitter> subscribers = new ConcurrentLinkedQueue<>();

	private final LeakSwitches leaks;

	OrderFeed(LeakSwitches leaks) {
		this.leaks = leaks;
	}

	SseEmitter subscribe() {
		SseEmitter emitter = new SseEmitter(TIMEOUT_IN_MILLIS);
		emitter.onTimeout(emitter::complete);
		emitter.onCompletion(() -> ended(emitter));
		this.subscribers.add(emitter); // the leak, which names no line
		return emitter;
	}

	@Async
	@EventListener
	public void on(OrderPlaced event) {
		for (SseEmitter subscriber : this.subscribers) {
			try {
				subscriber.send(event.order().getProduct());
			}
			catch (IOException | IllegalStateException ex) {
				ended(subscriber);
			}
		}
	}

	@Scheduled(fixedDelay = 500)
	void heartbeat() {
		for (SseEmitter subscriber : this.subscribers) {
			try {
				subscriber.send(SseEmitter.event().comment("heartbeat"));
			}
			catch (IOException | IllegalStateException ex) {
				ended(subscriber);
			}
		}
	}

	private void ended(SseEmitter emitter) {
		if (!this.leaks.isOn(Leak.SSE)) {
			this.subscribers.remove(emitter);
		}
	}

}
