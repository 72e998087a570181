/**
 * Starts the service, switches leaks on and prints what was found.
 */
@NullMarked
package com.acme.orders.demo;

import org.jspecify.annotations.NullMarked;
