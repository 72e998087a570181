/**
 * Meters of findings, populations and scans.
 */
@NullMarked
package io.leakguard.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
