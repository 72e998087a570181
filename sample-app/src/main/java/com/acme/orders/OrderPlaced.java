package com.acme.orders;

/**
 * An order was placed.
 *
 * @param order the order
 */
record OrderPlaced(Order order) {
}
