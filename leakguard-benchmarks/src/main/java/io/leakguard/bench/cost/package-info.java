/**
 * What tracking costs: time per pair of open and close, beside other ways to do it, and
 * memory per live handle.
 */
@NullMarked
package io.leakguard.bench.cost;

import org.jspecify.annotations.NullMarked;
