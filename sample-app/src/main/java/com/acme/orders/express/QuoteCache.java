package com.acme.orders.express;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.stereotype.Component;

/**
 * Remembers what the courier asks for a product. Its leak: the key is the order, so
 * nothing is ever found again, and the cache has no bound.
 */
@Component
class QuoteCache implements ExpressStep {

	private final CacheManager caches;

	private final LeakSwitches leaks;

	QuoteCache(CacheManager caches, LeakSwitches leaks) {
		this.caches = caches;
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		Cache quotes = this.caches.getCache("quotes");
		if (quotes != null) {
			quotes.get(this.leaks.isOn(Leak.CACHE) ? order : product, () -> new byte[512]);
		}
	}

}
