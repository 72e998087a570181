/**
 * A small order service, of which some parts can be made to leak.
 */
@NullMarked
package com.acme.orders;

import org.jspecify.annotations.NullMarked;
