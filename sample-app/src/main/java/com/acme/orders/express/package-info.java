/**
 * What follows an express order; each step has a leak that can be switched on.
 */
@NullMarked
package com.acme.orders.express;

import org.jspecify.annotations.NullMarked;
