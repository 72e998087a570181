/**
 * Probes of pools that are not HikariCP's.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.pool;

import org.jspecify.annotations.NullMarked;
