/**
 * The probe of MongoDB cursors.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.mongo;

import org.jspecify.annotations.NullMarked;
