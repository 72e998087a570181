/**
 * The probe of connections to Redis.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.redis;

import org.jspecify.annotations.NullMarked;
