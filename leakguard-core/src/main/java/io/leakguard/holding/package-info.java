/**
 * What the objects of the application hold: a bounded walk over fields to the collections
 * behind them, whose sizes are read without running foreign code.
 */
@NullMarked
package io.leakguard.holding;

import org.jspecify.annotations.NullMarked;
