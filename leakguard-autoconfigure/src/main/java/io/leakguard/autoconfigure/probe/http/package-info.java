/**
 * Probes of HTTP client pools and of HTTP sessions.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.http;

import org.jspecify.annotations.NullMarked;
