/**
 * What this process has left of what its container and the machine allow it.
 */
@NullMarked
package io.leakguard.process;

import org.jspecify.annotations.NullMarked;
