/**
 * What LeakGuard costs a whole application, with and without it side by side, and whether
 * it stays quiet in a healthy one.
 */
@NullMarked
package io.leakguard.bench.pairs;

import org.jspecify.annotations.NullMarked;
