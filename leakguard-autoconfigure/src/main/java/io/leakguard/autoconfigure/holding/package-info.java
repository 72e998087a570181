/**
 * The walk over what beans hold: its roots, its properties and its auto-configuration.
 */
@NullMarked
package io.leakguard.autoconfigure.holding;

import org.jspecify.annotations.NullMarked;
