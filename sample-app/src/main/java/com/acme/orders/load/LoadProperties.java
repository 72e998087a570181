package com.acme.orders.load;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much load there is.
 *
 * @param enabled whether there is any
 * @param rate requests per second
 * @param threads number of threads that send them
 * @param burstFactor by how much the rate is multiplied in a burst
 * @param burstEvery from the beginning of one burst to that of the next
 * @param burstLength how long a burst is
 */
@ConfigurationProperties("acme.load")
record LoadProperties(@DefaultValue("true") boolean enabled, @DefaultValue("40") double rate,
		@DefaultValue("4") int threads, @DefaultValue("3") double burstFactor, @DefaultValue("20s") Duration burstEvery,
		@DefaultValue("3s") Duration burstLength) {

	double rateAt(Duration sinceStart) {
		boolean burst = sinceStart.toMillis() % this.burstEvery.toMillis() < this.burstLength.toMillis();
		return burst ? this.rate * this.burstFactor : this.rate;
	}

}
