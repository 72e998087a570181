/**
 * Steady, healthy load on the service, over HTTP.
 */
@NullMarked
package com.acme.orders.load;

import org.jspecify.annotations.NullMarked;
