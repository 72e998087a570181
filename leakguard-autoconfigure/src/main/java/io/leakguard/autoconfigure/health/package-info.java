/**
 * The {@code leaks} health indicator.
 */
@NullMarked
package io.leakguard.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
