/**
 * What the probes of Spring and of libraries have in common. One sub-package per library
 * family: one probe per registry or pool, one auto-configuration that contributes it.
 */
@NullMarked
package io.leakguard.autoconfigure.probe;

import org.jspecify.annotations.NullMarked;
