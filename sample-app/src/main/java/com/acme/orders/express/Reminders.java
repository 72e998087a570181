package com.acme.orders.express;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.LongAdder;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.stereotype.Component;

/**
 * Reminds the courier every minute until the parcel is fetched, which is at once. Its
 * leak: the timer of each order is never cancelled.
 */
@Component
class Reminders implements ExpressStep {

	private static final long MINUTE = 60_000;

	private final LongAdder reminded = new LongAdder();

	private final LeakSwitches leaks;

	Reminders(LeakSwitches leaks) {
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		if (!this.leaks.isOn(Leak.TIMER)) {
			return;
		}
		Timer timer = new Timer(true); // leak: timer
		timer.schedule(new TimerTask() {

			@Override
			public void run() {
				Reminders.this.reminded.increment();
			}

		}, MINUTE, MINUTE);
	}

}
