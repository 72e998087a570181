/**
 * The leaks that can be switched on while the service runs.
 */
@NullMarked
package com.acme.orders.leak;

import org.jspecify.annotations.NullMarked;
