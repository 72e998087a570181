package com.acme.orders;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/**
 * What a product costs. Answers are cached, in a cache that has a bound.
 */
@Component
class Catalog {

	@Cacheable("prices")
	public long priceOf(String product) {
		return 100 + Math.floorMod(product.hashCode(), 9900);
	}

}
