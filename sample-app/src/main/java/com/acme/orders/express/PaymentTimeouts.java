package com.acme.orders.express;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Asks once a minute for the payment of an order, for an hour; an express order is paid
 * at once, so its tasks are cancelled. Its leak: a cancelled task stays queued until it
 * would have run.
 */
@Component
class PaymentTimeouts implements ExpressStep {

	private final ScheduledThreadPoolExecutor timeouts;

	private static final int REMINDERS = 60;

	private final LongAdder sent = new LongAdder();

	private final LeakSwitches leaks;

	PaymentTimeouts(@Qualifier("timeouts") ScheduledThreadPoolExecutor timeouts, LeakSwitches leaks) {
		this.timeouts = timeouts;
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		this.timeouts.setRemoveOnCancelPolicy(!this.leaks.isOn(Leak.CANCELLED_TASKS));
		List<Future<?>> reminders = new ArrayList<>();
		for (int minute = 1; minute <= REMINDERS; minute++) {
			reminders.add(this.timeouts.schedule(this.sent::increment, minute, TimeUnit.MINUTES));
		}
		reminders.forEach((reminder) -> reminder.cancel(false));
	}

}
