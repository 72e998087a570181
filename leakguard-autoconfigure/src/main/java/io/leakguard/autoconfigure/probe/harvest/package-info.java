/**
 * What libraries report of their own accord, harvested from their logs and listeners.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.harvest;

import org.jspecify.annotations.NullMarked;
