package com.acme.orders.express;

/**
 * Something to be done for an express order.
 */
@FunctionalInterface
public interface ExpressStep {

	/**
	 * Do it.
	 * @param order the number of the order
	 * @param product the product that was ordered
	 */
	void handle(String order, String product);

}
