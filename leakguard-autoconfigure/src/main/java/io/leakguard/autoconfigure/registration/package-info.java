/**
 * Registries of the application that ask to be watched.
 */
@NullMarked
package io.leakguard.autoconfigure.registration;

import org.jspecify.annotations.NullMarked;
