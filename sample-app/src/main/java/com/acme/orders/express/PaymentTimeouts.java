package com.acme.orders.express;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Gives up on an order that is not paid within an hour; an express order is paid at once,
 * so its task is cancelled. Its leak: a cancelled task stays queued for the hour, and
 * what it captured with it.
 */
@Component
class PaymentTimeouts implements ExpressStep {

	private final ScheduledThreadPoolExecutor timeouts;

	private final LongAdder givenUp = new LongAdder();

	private final LeakSwitches leaks;

	PaymentTimeouts(@Qualifier("timeouts") ScheduledThreadPoolExecutor timeouts, LeakSwitches leaks) {
		this.timeouts = timeouts;
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		this.timeouts.setRemoveOnCancelPolicy(!this.leaks.isOn(Leak.CANCELLED_TASKS));
		byte[] request = new byte[2048];
		Future<?> timeout = this.timeouts.schedule(() -> giveUp(request), 1, TimeUnit.HOURS);
		timeout.cancel(false);
	}

	private void giveUp(byte[] request) {
		this.givenUp.add(request.length);
	}

}
