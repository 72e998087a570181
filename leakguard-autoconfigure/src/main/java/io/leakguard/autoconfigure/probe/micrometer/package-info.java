/**
 * The probe of Micrometer's meters.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.micrometer;

import org.jspecify.annotations.NullMarked;
