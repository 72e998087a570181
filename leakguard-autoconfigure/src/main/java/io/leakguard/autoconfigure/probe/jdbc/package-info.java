/**
 * Probes of JDBC connection pools.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.jdbc;

import org.jspecify.annotations.NullMarked;
