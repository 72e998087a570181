package com.acme.orders.express;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts parcels by product. Its leak: it counts them by order.
 */
@Component
class CourierMeter implements ExpressStep {

	private final MeterRegistry meters;

	private final LeakSwitches leaks;

	CourierMeter(MeterRegistry meters, LeakSwitches leaks) {
		this.meters = meters;
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		boolean leaking = this.leaks.isOn(Leak.METER_TAG);
		this.meters.counter("orders.parcels", "parcel", leaking ? order : product).increment();
	}

}
