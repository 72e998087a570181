/**
 * Probes of Guava's event buses and caches.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.guava;

import org.jspecify.annotations.NullMarked;
