/**
 * Auto-configuration of what captures evidence.
 */
@NullMarked
package io.leakguard.autoconfigure.evidence;

import org.jspecify.annotations.NullMarked;
