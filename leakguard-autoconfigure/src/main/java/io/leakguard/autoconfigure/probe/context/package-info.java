/**
 * Probes of what a Spring context itself keeps: listeners, scheduled tasks, bean maps.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.context;

import org.jspecify.annotations.NullMarked;
