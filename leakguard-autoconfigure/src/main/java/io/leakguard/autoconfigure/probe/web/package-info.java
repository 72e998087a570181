/**
 * Probes of request mappings, asynchronous requests, emitters and web sockets.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.web;

import org.jspecify.annotations.NullMarked;
