/**
 * Probes of the Java virtual machine and of the process.
 */
@NullMarked
package io.leakguard.jvm;

import org.jspecify.annotations.NullMarked;
