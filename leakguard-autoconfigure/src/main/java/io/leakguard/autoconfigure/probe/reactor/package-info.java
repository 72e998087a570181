/**
 * The probe of Reactor's sinks.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.reactor;

import org.jspecify.annotations.NullMarked;
