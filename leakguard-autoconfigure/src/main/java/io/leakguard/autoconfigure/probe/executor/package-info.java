/**
 * Probes of executors and schedulers that are beans.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.executor;

import org.jspecify.annotations.NullMarked;
