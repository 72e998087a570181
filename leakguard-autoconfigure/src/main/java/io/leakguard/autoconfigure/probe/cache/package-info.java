/**
 * Probes of caches.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.cache;

import org.jspecify.annotations.NullMarked;
