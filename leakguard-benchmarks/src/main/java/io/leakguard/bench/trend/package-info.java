/**
 * TrendBench: how well growth is told from everything that looks like it, by the
 * thousand, beside the formulas of others.
 */
@NullMarked
package io.leakguard.bench.trend;

import org.jspecify.annotations.NullMarked;
