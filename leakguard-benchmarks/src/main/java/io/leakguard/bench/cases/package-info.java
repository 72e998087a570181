/**
 * The development half of the corpus: 30 leaks, each with its mended twin, and 10 healthy
 * behaviours.
 */
@NullMarked
package io.leakguard.bench.cases;

import org.jspecify.annotations.NullMarked;
