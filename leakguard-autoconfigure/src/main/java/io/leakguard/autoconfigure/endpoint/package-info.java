/**
 * The {@code leaks} actuator endpoint.
 */
@NullMarked
package io.leakguard.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
