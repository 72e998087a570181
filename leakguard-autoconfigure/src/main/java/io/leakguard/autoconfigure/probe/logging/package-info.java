/**
 * Probes of loggers and of the mapped diagnostic context.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.logging;

import org.jspecify.annotations.NullMarked;
