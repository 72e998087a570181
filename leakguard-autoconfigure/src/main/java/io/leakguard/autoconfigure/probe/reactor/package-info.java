/**
 * Probes of Reactor's sinks and schedulers.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.reactor;

import org.jspecify.annotations.NullMarked;
